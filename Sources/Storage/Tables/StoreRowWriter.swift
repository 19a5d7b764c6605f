import Crypto
import Engine
import Foundation
import GRDB
import Market
import Trading

/// Writes rows that belong to the desk as a whole.
struct StoreRowWriter {
  let db: Database
  let file: String

  /// Writes the row and seals it.
  func write(_ row: StoreRow) throws {
    if case .refusedAlert(let alert) = row {
      guard let number = try RefusedAlertTable.add(alert, to: db) else { return }
      return try StoreSeal(db: db).seal(StoreSeal.refusedAlerts, [number])
    }
    try put(row)
    let seal = StoreSeal(db: db)
    switch row {
    case .account(let settings, _): try seal.seal(StoreSeal.accounts, [settings.id])
    case .link(let link, _, _): try seal.seal(StoreSeal.links, [link.id])
    case .linkCopy(let row): try seal.seal(StoreSeal.links, [row.link.id])
    case .linkRemoved(let link, _): try seal.seal(StoreSeal.links, [link])
    case .setting(let key, _, _): try seal.seal(StoreSeal.settings, [key])
    case .dayReport(let account, _, let day, _, _): try seal.seal(StoreSeal.dayReports, [account, day])
    case .deployment(let deployment):
      try seal.seal(StoreSeal.deployments, [deployment.id.number])
      let number = SQL("select max(number) from deployment_changes where deployment = $1")
      let last = try db.rows(number, [deployment.id.number], table: "deployment_changes") { try $0.integer() }.first
      try seal.seal(StoreSeal.deploymentChanges, [deployment.id.number, last ?? 0])
    case .strategySignal(let signal): try seal.seal(StoreSeal.strategySignals, [signal.id, signal.deployment.number])
    case .refusedAlert: break
    }
  }

  private func put(_ row: StoreRow) throws {
    switch row {
    case .account(let settings, let time):
      try db.run(
        Table.accounts.upsert, [settings.id, settings.name, settings.mode.rawValue, try Self.json(settings), time])
    case .link(let link, let secret, let time):
      try write(link, hash: secret.map(LinkRow.hash(ofSecret:)), hint: secret.map(LinkRow.hint(ofSecret:)), at: time)
    case .linkCopy(let row): try write(row.link, hash: row.secretHash, hint: row.secretHint, at: row.created)
    case .linkRemoved(let link, let time):
      try db.run(SQL("update links set removed = $1 where id = $2 and removed is null"), [time, link])
    case .setting(let key, let value, let time): try db.run(Table.settings.upsert, [key, value, time])
    case .dayReport(let account, let mode, let day, let body, let time):
      try db.run(Table.dayReports.upsert, [account, day, mode.rawValue, body, time])
    case .deployment(let deployment): try DeploymentTable.write(deployment, db)
    case .strategySignal(let signal): try DeploymentTable.write(signal, db)
    case .refusedAlert: break  // sealed with the number it gets
    }
  }

  private static let upsertLink = SQL(
    """
    insert into links(id, name, body, secret_hash, secret_hint, created, removed) \
    values ($1, $2, $3, coalesce($4, ''), coalesce($5, ''), $6, null) \
    on conflict (id) do update set name = excluded.name, body = excluded.body, removed = null, \
    secret_hash = coalesce($4, links.secret_hash), secret_hint = coalesce($5, links.secret_hint)
    """)

  private func write(_ link: Link, hash: String?, hint: String?, at time: Timestamp) throws {
    try db.run(Self.upsertLink, [link.id, link.name, try Self.json(link), hash, hint, time])
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func fromJSON<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}
