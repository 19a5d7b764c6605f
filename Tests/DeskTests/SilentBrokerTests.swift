import Engine
import Foundation
import Logging
import Market
import Simulation
import Storage
import Synchronization
import TestSupport
import Testing
import Trading

@testable import Desk

@Suite("A broker that does not answer")
struct SilentBrokerTests {
  @Test("A silent broker delays the start of its own account only, which continues once the broker answers")
  func start() async throws {
    let paper = Wall()
    defer { paper.remove() }
    let broker = SilentBroker.Switch()
    let desk = try await paper.start(silent: AccountID(2), broker)
    await until(desk) { $0.accounts[0].status.isReconciled }
    #expect(desk.status().accounts.map(\.status.isReconciled) == [true, false])
    let reason = desk.status().notReadyBecause ?? ""
    #expect(reason.contains("Paper 2") && !reason.contains("Paper 1"), "\(reason)")
    let result = await desk.submit(Alert(action: .buy, symbol: "SBIN", id: "1", bodyDigest: [1]), to: LinkID(1))
    guard case .decided(let decisions) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(decisions.map { $0.decision.denial?.code == .notReconciled } == [false, true], "\(decisions)")
    broker.release()
    await until(desk) { $0.isReady }
    #expect(desk.status().accounts.map(\.status.isReconciled) == [true, true])
    await desk.stop()
  }

  @Test("A silent broker does not delay the desk's stop")
  func stop() async throws {
    let paper = Wall()
    defer { paper.remove() }
    let broker = SilentBroker.Switch()
    let desk = try await paper.start(silent: AccountID(1), broker)
    await desk.stop()
    broker.release()
  }

  private func until(_ desk: Desk, _ isTrue: (DeskStatus) -> Bool) async {
    let events = desk.events()
    if isTrue(desk.status()) { return }
    for await _ in events where isTrue(desk.status()) { return }
  }

  /// A desk of two accounts under a clock that stands at ten.
  private struct Wall {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sarathi-wall-\(UUID().uuidString)")

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func start(silent: AccountID, _ broker: SilentBroker.Switch) async throws -> Desk {
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      let accounts = (1...2).map {
        AccountSettings(id: AccountID(Int32($0)), name: "Paper \($0)", capital: Money(rupees: 1_000_000))
      }
      var setup = DeskSetup(
        folder: try DataFolder(folder, reserveBytes: 0), clock: .wall, accounts: accounts,
        registry: PaperDesk.registry(), version: "test", logger: logger)
      setup.wallTime = { PaperDesk.time("10:00") }
      // A busy machine is not a silent broker.
      setup.outboxLimits = {
        var limits = OutboxLimits($0)
        limits.deadlines = nil
        limits.readPatience = .hours(1)
        return limits
      }
      setup.startPatience = .milliseconds(50)
      setup.stopPatience = .milliseconds(50)
      // Taps are made in the order of the accounts.
      let made = Mutex(Int32(0))
      setup.brokerTap = { inner in
        let account = made.withLock { made in
          made += 1
          return AccountID(made)
        }
        return account == silent ? SilentBroker(inner: inner, isOn: broker) : inner
      }
      let desk = try Desk(setup)
      let link = Link(
        id: LinkID(1), name: "Test", accounts: accounts.map(\.id), sizing: .quantity(Quantity(100)),
        exitPlan: ExitPlan(stop: .distance(.basisPoints(100))))
      try await desk.define([(link, "a-secret-of-the-test")], at: PaperDesk.time("09:00"))
      try await desk.start()
      return desk
    }
  }
}

/// Answers nothing until it is released.
private struct SilentBroker: Broker {
  final class Switch: Sendable {
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]?>([])

    func release() {
      let waiting = waiting.withLock { waiting in
        defer { waiting = nil }
        return waiting
      }
      for one in waiting ?? [] { one.resume() }
    }

    func wait() async {
      await withCheckedContinuation { continuation in
        let isOver = waiting.withLock { waiting in
          waiting?.append(continuation)
          return waiting == nil
        }
        if isOver { continuation.resume() }
      }
    }
  }

  let inner: any Broker
  let isOn: Switch

  func place(_ order: ApprovedOrder, tag: ClientTag, at time: Timestamp) async -> RequestOutcome {
    await isOn.wait()
    return await inner.place(order, tag: tag, at: time)
  }
  func modify(_ id: BrokerOrderID, to terms: OrderTerms, at time: Timestamp) async -> RequestOutcome {
    await isOn.wait()
    return await inner.modify(id, to: terms, at: time)
  }
  func cancel(_ id: BrokerOrderID, at time: Timestamp) async -> RequestOutcome {
    await isOn.wait()
    return await inner.cancel(id, at: time)
  }
  func lookUp(_ id: BrokerOrderID?, tag: ClientTag?, at time: Timestamp) async -> LookUpOutcome {
    await isOn.wait()
    return await inner.lookUp(id, tag: tag, at: time)
  }
  func snapshot(at time: Timestamp) async -> Result<BrokerSnapshot, BrokerUnavailable> {
    await isOn.wait()
    return await inner.snapshot(at: time)
  }
}
