package import Market
import Storage

/// Under the wall's clock.
extension Desk {
  /// Wakes the loop at the next deadline, and once a second to look at the clock: it may have been set meanwhile, and what
  /// is due by it now must not wait as long as it was away before.
  func scheduleWallTimer() {
    guard case .wall = loop.setup.clock, !loop.isStopping, loop.safeMode == nil else { return }
    let now = loop.now
    let midnight = Timestamp(day: now.istDay.advanced(by: 1), time: TimeOfDay(0, 0))
    let due = min(loop.nextDue ?? midnight, midnight)
    guard due != wallDue else { return }
    wallDue = due
    wallTimer?.cancel()
    let wait = min(max(due - now, .zero), .seconds(1)).nanoseconds
    wallTimer = Task { [weak self] in
      do { try await Task.sleep(for: .nanoseconds(wait), tolerance: .zero) } catch { return }
      await self?.wallDeadlinePassed()
    }
  }

  private func wallDeadlinePassed() {
    wallDue = nil
    orDie(try loop.wake())
    // Clock, session and age of prices move without an event.
    loop.refreshStatus()
    drain()
  }

  /// Takes another instrument file into use, that of a new morning.
  package func use(_ instruments: InstrumentRegistry, of day: TradingDay) {
    orDie(try loop.use(instruments, of: day))
    drain()
  }

  /// Takes another calendar into use: an exchange may declare a holiday on the day before.
  package func use(_ calendar: TradingCalendar) {
    guard loop.safeMode == nil else { return }
    loop.use(calendar)
    drain()
  }
}
