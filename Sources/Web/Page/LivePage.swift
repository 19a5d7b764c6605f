import Desk
import HTTPTypes
import Hummingbird
import Market
import NIOCore

/// The desk's page: rendered here, once for all viewers, and only while somebody looks.
///
/// Events mark sections as changed; at most once per `refresh` the changed ones are rendered, and those whose HTML
/// differs are sent. A section is always sent whole, so a viewer who missed versions is right again with the next one.
actor LivePage {
  private struct Fragment {
    var html: SectionHTML
    /// Of the page, when this HTML came about.
    var version: Int
    /// Order in which renderings began; an older one never replaces a newer.
    var ticket: Int
  }

  private let desk: any DeskService
  private let renderer: PageRenderer
  private let refresh: Duration
  nonisolated private let viewers = Viewers()

  private var fragments: [PageSection: Fragment] = [:]
  private var changed = Set(PageSection.allCases)
  private var activity = ActivityLog()
  private var hasDayEnded = false
  private var shownDay: TradingDay?
  private var version = 0
  private var ticket = 0

  init(desk: any DeskService, history: any DeskHistory, refusals: [Refusals] = [], refresh: Duration) {
    self.desk = desk
    self.refresh = refresh
    renderer = PageRenderer(history: history, refusals: refusals)
  }

  /// Follows the desk until cancelled.
  func run() async {
    let events = desk.events()  // before the history is read, so that nothing falls between the two
    activity = await ActivityLog(from: renderer.history, desk.status())
    changed.insert(.activity)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.follow(events) }
      group.addTask { await self.serveViewers() }
    }
  }

  /// Ends every open event stream, so that the listener can stop.
  nonisolated func endStreams() { viewers.end() }

  // MARK: For the listener

  /// The whole page with every section as it is now.
  /// - Parameter token: for a browser that may command; nil: the page has no buttons.
  func document(token: String?) async -> String {
    await render()
    let visitor: Visitor = token == nil ? .reading : .commanding
    return renderer.document(token: token, sections: fragments.mapValues { $0.html[visitor] })
  }

  /// A stream of named events, each with the HTML of one section; all sections first.
  nonisolated func eventStream(for visitor: Visitor) -> Response {
    guard let viewer = viewers.add() else {
      return .failure(.serviceUnavailable, "too many open desk pages, or the desk is stopping; close one and reload")
        .with(.retryAfter, "5").closing()
    }
    let body = ResponseBody { [viewers] writer in
      defer { viewers.remove(viewer) }
      try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
      var seen = 0
      for await _ in viewer.signals {
        let (text, version) = await self.update(after: seen, for: visitor)
        seen = version
        try await writer.write(ByteBuffer(string: text.isEmpty ? ":\n\n" : text))
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"], body: body)
  }

  // MARK: Details

  private func follow(_ events: AsyncStream<DeskEvent>) async {
    for await event in events {
      changed.formUnion(PageSection.touched(by: event))
      activity.add(event, desk)
      if case .dayEnded = event { hasDayEnded = true }
    }
  }

  private func serveViewers() async {
    var lastStatus = ContinuousClock.now
    var lastSignal = ContinuousClock.now
    while (try? await Task.sleep(for: refresh)) != nil {  // throws only when cancelled
      guard !viewers.isEmpty else { continue }
      let now = ContinuousClock.now
      if now - lastStatus >= .seconds(1) {
        changed.insert(.status)  // its clock moves without an event
        lastStatus = now
      }
      let before = version
      await render()
      // Now and then a comment tells both ends that the line still stands.
      guard version != before || now - lastSignal >= .seconds(15) else { continue }
      lastSignal = now
      viewers.signal()
    }
  }

  private func update(after seen: Int, for visitor: Visitor) async -> (text: String, version: Int) {
    if seen == 0 { await render() }
    let current = version
    var text = ""
    for section in PageSection.allCases {
      guard let fragment = fragments[section], fragment.version > seen else { continue }
      text += "event: \(section.rawValue)\n"
      for line in fragment.html[visitor].split(whereSeparator: \.isNewline) { text += "data: \(line)\n" }
      text += "\n"
    }
    return (text, current)
  }

  /// Renders what changed.
  private func render() async {
    let status = desk.status()
    if status.day != shownDay {
      shownDay = status.day
      hasDayEnded = false
      changed = Set(PageSection.allCases)
    }
    let sections = PageSection.allCases.filter(changed.contains)
    changed = []
    for section in sections {
      ticket += 1
      let mine = ticket
      let html = await renderer.html(of: section, status, activity, hasDayEnded: hasDayEnded)
      if let shown = fragments[section], shown.ticket > mine || shown.html == html { continue }
      version += 1
      fragments[section] = Fragment(html: html, version: version, ticket: mine)
    }
  }
}
