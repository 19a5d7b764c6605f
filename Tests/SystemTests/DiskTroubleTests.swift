import Foundation
import Testing

@Suite("A disk that is full or read-only")
struct DiskTroubleTests {
  @Test(
    "full in the middle of the day: ends with 70 and says so; goes on once there is room, to the same report",
    .enabled(if: Mount.isPermitted, "mounting a file system is not permitted here: run it as root"))
  func small() throws {
    let disk = try Mount(mebibytes: 6)
    let folder = disk.url.appending(path: "data").path
    let ended = try ReferenceDay.run(folder)
    #expect(ended.status == 70, "\(ended.errors)")
    #expect(!ended.wasSignalled && ended.output.isEmpty)
    #expect(ended.errors.contains("the disk is full") && ended.errors.contains(folder), "\(ended.errors)")
    let again = try ReferenceDay.run(folder)
    #expect((again.status == 70 || again.status == 1) && !again.wasSignalled, "\(again.errors)")
    #expect(again.errors.contains("Free space"), "\(again.errors)")
    #expect(!again.errors.contains("given back"), "there was no reserve on so small a disk: \(again.errors)")
    try disk.remount("size=64m")
    let end = try ReferenceDay.run(folder)
    #expect(end.status == 0, "\(end.errors)")
    #expect(try end.output == ReferenceDay.report)
    try ReferenceDay.expectWhole(folder)
  }

  @Test(
    "with a reserve the next start goes on without any help",
    .enabled(if: Mount.isPermitted, "mounting a file system is not permitted here: run it as root"))
  func reserve() throws {
    let disk = try Mount(mebibytes: 48)
    let folder = disk.url.appending(path: "data").path
    let reserve = folder + "/RESERVE"
    let first = try Program.Running(["demo", "--headless", "--port", "0", "--data", folder])
    #expect(first.awaitLines(8) { _ in true })
    first.send(SIGKILL)
    _ = first.finish()
    #expect(access(reserve, F_OK) == 0, "the desk keeps a reserve where there is room")
    try disk.fill(leaving: 1 << 20)
    let ended = try ReferenceDay.run(folder)
    #expect(ended.status == 70, "\(ended.errors)")
    #expect(ended.errors.contains("reserve was given back"), "\(ended.errors)")
    #expect(access(reserve, F_OK) != 0)
    let end = try ReferenceDay.run(folder)
    #expect(end.status == 0, "\(end.errors)")
    try ReferenceDay.expectWhole(folder)
  }

  @Test(
    "read-only at the start: refused with the folder and what to do, by every command that writes",
    .enabled(if: Mount.isPermitted, "mounting a file system is not permitted here: run it as root"),
    arguments: [["demo", "--headless"], ["serve", "--webhook-port", "0"]])
  func readOnlyStart(_ command: [String]) throws {
    let disk = try Mount(mebibytes: 48)
    let folder = disk.url.appending(path: "data").path
    // New, and one that was used before.
    for isUsed in [false, true] {
      if isUsed {
        try disk.remount("rw")
        // The demo takes only a folder of its own.
        let using =
          command.first == "demo" ? ["demo", "--prepare"] : ["link", "add", "--name", "T", "--quantity", "1"]
        let scratch = try Program.run(using + ["--data", folder])
        #expect(scratch.status == 0, "\(scratch.errors)")
      }
      try disk.remount("ro")
      let result = try Program.run(command + ["--port", "0", "--data", folder], patience: 60)
      #expect(result.status == 1 && !result.wasSignalled, "\(result.errors)")
      #expect(result.errors.contains(folder), "\(result.errors)")
      #expect(result.errors.contains("Choose"), "\(result.errors)")
    }
  }

  @Test("read-only in the middle of the day, as after a disk error: ends with 70, goes on when that is mended")
  func readOnlyInTheMiddle() throws {
    let scratch = try Scratch(inMemory: true)
    let disk = try FaultyDisk()
    let ended = try ReferenceDay.run(
      scratch.data, environment: disk.environment(folder: scratch.data, .init(at: 6000, error: .readOnly, extent: .on)))
    #expect(ended.status == 70, "\(ended.errors)")
    #expect(ended.errors.contains(scratch.data), "\(ended.errors)")
    let end = try ReferenceDay.run(scratch.data)
    #expect(end.status == 0, "\(end.errors)")
    try ReferenceDay.expectWhole(scratch.data)
  }
}
