/// What was on a disk in the middle of an operation.
package struct DiskPicture: Sendable {
  package let operation: DiskOperation
  let image: DiskImage
}
