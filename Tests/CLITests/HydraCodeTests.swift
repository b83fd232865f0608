import DoraTestSupport
import Foundation
import Testing

/// The code of Hydra programs: the configuration is part of it.
@Suite(.enabled(if: HydraProject.isWanted, "neither DORA_TEST_HYDRA nor DORA_TEST_UPSTREAM is set"))
struct HydraCodeTests {
  @Test func `a checkout has its own configuration, and is reproduced with it`() throws {
    let project = try HydraProject()
    try project.run(
      "printf '  git_save: true\\n' > git_save; sed -i '/^dora:/r git_save' toy/conf/config.yaml; rm git_save"
    )
    try project.run("echo 'lr: 0.25' > toy/conf/optim/adam.yaml")
    let first = try project.run("dora run optim=adam")
    #expect(first.status == 0 && first.out.contains("lr 0.25 in"), "\(first)")
    let sig = try project.run("dora-status --format '%(sig)'").lines[0]
    #expect(try project.run("readlink out/xps/\(sig)/code").out.hasPrefix("../../codes/"))
    let question = "dora-status --format '%(code)' \(sig)"
    #expect(try project.run(question).out == "same\n")
    // What another choice would have read makes no difference, what this one read does.
    try project.run(
      "echo 'lr: 7' > toy/conf/optim/sgd.yaml.bak; echo 'dim: 65' > toy/conf/model/large.yaml")
    #expect(try project.run(question).out == "same\n")
    try project.run("echo 'lr: 0.5' > toy/conf/optim/adam.yaml")
    #expect(try project.run(question).out == "changed\n")
    let again = try project.run("dora reproduce \(sig)")
    #expect(again.status == 0, "\(again.error)")
    #expect(again.out.contains("lr 0.25 in \(sig)\n"))
    #expect(again.error.contains("arguments:   as recorded\n"))
    #expect(again.error.hasSuffix("metrics:     as recorded\n"))
    let here = try project.run("dora reproduce --here \(sig)")
    #expect(here.status == 1)
    #expect(here.error.contains("  loss: 0.25, now 0.5\n"), "\(here.error)")
  }
}
