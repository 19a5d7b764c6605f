import NIOCore

/// Runs tasks on the thread of an event loop, beside the sockets it serves.
///
/// A small request then never changes threads, and the changes were most of its cost. For handlers that do not block.
final class EventLoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(_ loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
