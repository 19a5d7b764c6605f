import Hummingbird
import NIOCore

/// What a responder knows beside the request: the connection. Lighter than the framework's own context.
struct WebContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}
