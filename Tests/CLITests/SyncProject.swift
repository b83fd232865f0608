import DoraTestSupport
import Foundation

/// Clones of one project, and a bare repository that they share by.
final class SyncProject {
  let hub: Sandbox
  let clones: [ToyProject]

  /// `count` clones of a toy project, none with a store; `origin` of each is the hub.
  init(_ count: Int = 2, train: String = ToyProject.train) throws {
    hub = try Sandbox()
    let first = try ToyProject(train: train)
    try first.run(
      "git clone -q --bare . \(hub.path)/hub.git; git remote add origin \(hub.path)/hub.git")
    var clones = [first]
    while clones.count < count {
      let next = try ToyProject(git: false)
      try next.run(
        "git clone -q \(hub.path)/hub.git c && mv c/.git . && rm -r c && git reset -q --hard")
      clones.append(next)
    }
    self.clones = clones
  }

  var address: String { "\(hub.path)/hub.git" }

  /// The name of the store's tree in a project: equal stores have equal trees.
  static func tree(_ project: ToyProject) throws -> String {
    try project.run("git --git-dir=.dora rev-parse main^{tree}").out
  }

  /// Runs a line in the hub.
  @discardableResult
  func inHub(_ line: String) throws -> Outcome { try Command(in: address).shell(line) }
}
