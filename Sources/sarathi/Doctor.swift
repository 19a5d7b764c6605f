import Desk
import Engine
import Foundation
import Market
import Storage
import Trading

/// What the doctor found about one thing.
struct Finding: Encodable, Hashable {
  enum State: String, Encodable {
    case ok, warn, fail
  }
  var subject: String
  var state: State
  var text: String
  /// What to do; nil when nothing need be done.
  var advice: String?

  static func ok(_ subject: String, _ text: String) -> Finding { Finding(subject: subject, state: .ok, text: text) }
  static func warn(_ subject: String, _ text: String, _ advice: String) -> Finding {
    Finding(subject: subject, state: .warn, text: text, advice: advice)
  }
  static func fail(_ subject: String, _ text: String, _ advice: String) -> Finding {
    Finding(subject: subject, state: .fail, text: text, advice: advice)
  }
}

/// Looks at everything a desk needs. Each check is a function of its own and none stops the others.
enum Doctor {
  static func examine(_ common: CommonOptions, at time: Timestamp = .wallClock) -> [Finding] {
    let configuration: Configuration
    do {
      configuration = try common.configuration()
    } catch {
      return [.fail("settings", "\(error)", "Fix them and run this again; the other checks need them."), clock(time)]
    }
    var findings = [
      .ok("settings", configuration.file.map { "\($0.path)" } ?? "no file; defaults and environment"),
      folder(configuration.dataFolder), disk(configuration.dataFolder), clock(time),
    ]
    let owner = DeskLock.owner(of: configuration.dataFolder)
    let isRunning = owner != .nobody
    findings.append(desk(owner))
    findings += [
      port(configuration.webhook.host, configuration.webhook.port, "webhook port", isRunning: isRunning),
      port(Configuration.deskHost, configuration.deskPort, "desk port", isRunning: isRunning),
    ]
    findings += calendar(configuration, on: time.istDay)
    findings.append(charges(configuration))
    findings.append(instruments(configuration, at: time))
    findings.append(database(configuration))
    findings += standstill(configuration)
    if let finding = links(configuration) { findings.append(finding) }
    return findings
  }

  // MARK: The machine

  private static func folder(_ folder: URL) -> Finding {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: folder.path, isDirectory: &isFolder) else {
      let parent = existingParent(of: folder)
      return files.isWritableFile(atPath: parent.path)
        ? .ok("data folder", "\(folder.path) (will be created)")
        : .fail(
          "data folder", "\(folder.path) cannot be created", "Make \(parent.path) writable, or set another: --data")
    }
    guard isFolder.boolValue else {
      return .fail("data folder", "\(folder.path) is a file", "Name a folder: --data FOLDER")
    }
    guard files.isWritableFile(atPath: folder.path) else {
      return .fail("data folder", "\(folder.path) may not be written", "Give this user the right to write it.")
    }
    let rights = (try? files.attributesOfItem(atPath: folder.path))?[.posixPermissions] as? Int ?? 0o700
    if rights & 0o077 != 0 {
      return .warn("data folder", "\(folder.path) is open to other users", "chmod 700 \(folder.path)")
    }
    return .ok("data folder", folder.path)
  }

  private static func disk(_ folder: URL) -> Finding {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: existingParent(of: folder).path)
    guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
      return .warn("disk", "free space could not be read", "Look at it by hand: df \(folder.path)")
    }
    let text = "\(free >> 20) MiB free"
    // A busy day writes well below 100 MiB; a full disk stops the desk.
    if free < 200 << 20 { return .fail("disk", text, "Free at least 2 GiB; the desk stops when the disk is full.") }
    if free < 2 << 30 { return .warn("disk", text, "Free some space before the day.") }
    return .ok("disk", text)
  }

  private static func clock(_ time: Timestamp) -> Finding {
    let zone = TimeZone.current.identifier
    guard time.istDay > TradingDay(daysSince1970: 20_400) else {
      return .fail("clock", "the machine's clock says \(time)", "Set it; alerts would be refused as stale.")
    }
    let marker = "/run/systemd/timesync/synchronized"
    if !FileManager.default.fileExists(atPath: marker) {
      return .warn(
        "clock", "\(time.istDay) \(time.istTime) in India (machine zone \(zone))",
        "It is not known to be synchronised: check that chrony, ntpd or the host does it. A clock 30 s off refuses entries."
      )
    }
    return .ok("clock", "\(time.istDay) \(time.istTime) in India (machine zone \(zone)), synchronised")
  }

  private static func port(_ host: String, _ port: Int, _ subject: String, isRunning: Bool) -> Finding {
    let place = "\(host):\(port)"
    switch PortProbe.probe(host: host, port: port) {
    case .free: return .ok(subject, isRunning ? "\(place) is free (the running desk uses others)" : "\(place) is free")
    case .inUse where isRunning: return .ok(subject, "\(place) in use, by the running desk")
    case .inUse:
      return .fail(
        subject, "\(place) is in use by another program",
        "Stop it or set another port (see docs/reference/configuration.md).")
    case .refused(let reason):
      return .fail(subject, "\(place): \(reason)", "Set a host of this machine and a port above 1023.")
    }
  }

  // MARK: The data

  private static func desk(_ owner: DeskLock.Owner) -> Finding {
    switch owner {
    case .nobody: .ok("desk", "not running")
    case .process(let pid): .ok("desk", "running" + (pid.map { " (process \($0))" } ?? ""))
    }
  }

  private static func calendar(_ configuration: Configuration, on day: TradingDay) -> [Finding] {
    let calendar: TradingCalendar
    do {
      calendar = try configuration.calendar()
    } catch {
      return [.fail("calendar", "\(error)", "Fix the file or leave out files.calendar.")]
    }
    guard let coverage = calendar.coverage(of: .cashWithDerivatives) else {
      return [.warn("calendar", "does not say which dates it covers", "Add covered_from and covered_to rows.")]
    }
    let text = "holidays known from \(coverage.lowerBound) to \(coverage.upperBound)"
    let advice = "Add the exchange's new holiday list to your calendar file (files.calendar)."
    if !coverage.contains(day) { return [.fail("calendar", "\(text), not today", advice)] }
    if coverage.upperBound - day < 45 {
      let left = coverage.upperBound - day
      return [.warn("calendar", "\(text), \(left.counted("day")) from now", advice)]
    }
    return [.ok("calendar", text)]
  }

  private static func charges(_ configuration: Configuration) -> Finding {
    do {
      return .ok("charges", "plans: \(try configuration.chargeSchedule().plans.joined(separator: ", "))")
    } catch {
      return .fail("charges", "\(error)", "Fix the file or leave out files.charges.")
    }
  }

  private static func instruments(_ configuration: Configuration, at time: Timestamp) -> Finding {
    guard let file = configuration.instrumentsFile else {
      return .warn(
        "instruments", "no instrument master is set",
        "Name the day's file: files.instruments; docs/reference/configuration.md says where to get one."
          + " The demo needs none.")
    }
    do {
      let master = try InstrumentFile(file, on: time.istDay, validDays: configuration.instrumentDays)
      let text = "\(master.summary.instruments) in \(file.lastPathComponent), \(master.age(on: time.istDay))"
      if master.day == time.istDay { return .ok("instruments", text) }
      let isTaken = time.istDay - master.day <= configuration.instrumentDays
      return .warn(
        "instruments", text,
        isTaken
          ? "Taken as today's by files.instrument_days; lots, ticks and bands may have changed. Fetch today's."
          : "Entries are denied (terms_missing) until today's is there; exits go on. Fetch it, then send HUP to the desk."
      )
    } catch {
      return .fail("instruments", "\(error)", "Fetch today's instrument master again.")
    }
  }

  private static func database(_ configuration: Configuration) -> Finding {
    let file = configuration.dataFolder.appending(path: "sarathi.sqlite")
    guard FileManager.default.fileExists(atPath: file.path) else { return .ok("journal", "none yet") }
    do {
      let verification = try DeskReader(file).verify()
      if verification.isSound { return .ok("journal", "\(verification.records) records, sound") }
      return .fail(
        "journal", "\(verification.findings.count) finding(s); first: \(verification.findings[0].problem)",
        "Copy the data folder elsewhere, then look at all of them: sarathi journal verify")
    } catch {
      return .fail("journal", "\(error.problem)", error.fix)
    }
  }

  /// Accounts that enter nothing because somebody, or a limit, said so.
  private static func standstill(_ configuration: Configuration) -> [Finding] {
    let file = configuration.dataFolder.appending(path: "sarathi.sqlite")
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    // What cannot be read is said by the journal's line.
    guard let rows = try? DeskReader(file).accountStatus() else { return [] }
    return rows.flatMap { row in
      Standstill.notices(halt: row.halt, isPaused: row.isPaused).map {
        .warn("account \(row.origin.account.number)", $0.text, $0.advice)
      }
    }
  }

  /// A link whose account is gone from the settings trades nothing.
  private static func links(_ configuration: Configuration) -> Finding? {
    do {
      let rows = try LinkRows.read(configuration, includingRemoved: false)
      let orphans = rows.filter { row in row.link.accounts.contains { configuration.account($0) == nil } }
      guard let first = orphans.first else {
        return rows.isEmpty
          ? .warn("links", "none", "Make one: sarathi link add --help") : .ok("links", "\(rows.count)")
      }
      return .fail(
        "links", "link \(first.link.id.number) \"\(first.link.name)\" names an account that is not in the settings",
        "Add the account to the settings file, or remove the link: sarathi link remove \(first.link.id.number)")
    } catch {
      return .fail("links", "\(error)", "See the journal's line.")
    }
  }

  private static func existingParent(of folder: URL) -> URL {
    var parent = folder
    while !FileManager.default.fileExists(atPath: parent.path), parent.path != "/" {
      parent = parent.deletingLastPathComponent()
    }
    return parent
  }
}
