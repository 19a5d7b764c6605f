import Engine
import Storage
import Trading

/// Which accounts a link's signals go to.
struct Router {
  private var links: [LinkID: Link] = [:]

  mutating func set(_ link: Link) { links[link.id] = link }
  func link(_ id: LinkID) -> Link? { links[id] }
  var all: [Link] { links.values.sorted { $0.id < $1.id } }

  /// In the order of the link, each once.
  func accounts(of id: LinkID) -> [AccountID] {
    var seen: [AccountID] = []
    for account in links[id]?.accounts ?? [] where !seen.contains(account) { seen.append(account) }
    return seen
  }
}
