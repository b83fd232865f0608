import Glibc

/// The two ends of a pipe, as descriptors that their holder closes.
package struct Pipe: Sendable {
  package let reading: Int32
  package let writing: Int32

  package init() throws(SystemFailure) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SystemFailure("open", "pipe") }
    reading = ends[0]
    writing = ends[1]
  }
}
