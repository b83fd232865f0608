import DoraTestSupport
import Testing

@testable import DoraSystem

/// Which file counts the kernel's kills in a job's own control group.
@Suite struct MemoryGroupTests {
  @Test func `a group is found in either version of control groups`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
      to: "memory/slurm_n1/uid_0/job_12/step_0/task_0/memory.oom_control")
    let first = MemoryGroup(
      folder: "job_12",
      groups: """
        6:freezer:/slurm_n1/uid_0/job_12/step_0
        4:memory:/slurm_n1/uid_0/job_12/step_0/task_0
        0::/

        """, root: sandbox.path)
    #expect(first?.kills == 2)
    try sandbox.write(
      "low 0\nhigh 0\nmax 9\noom 1\noom_kill 1\n",
      to: "system.slice/slurmstepd.scope/job_12/step_0/user/task_0/memory.events")
    let second = MemoryGroup(
      folder: "job_12",
      groups: "0::/system.slice/slurmstepd.scope/job_12/step_0/user/task_0\n", root: sandbox.path)
    #expect(second?.kills == 1)
  }

  @Test func `a group that isn't the job's own says nothing`() throws {
    let sandbox = try Sandbox()
    try sandbox.write("oom_kill 2\n", to: "user.slice/memory.events")
    #expect(MemoryGroup(folder: "job_12", groups: "0::/user.slice\n", root: sandbox.path) == nil)
    // Slurm may bound other things than memory.
    let groups = "6:freezer:/slurm_n1/uid_0/job_12/step_0\n4:memory:/\n"
    #expect(MemoryGroup(folder: "job_12", groups: groups, root: sandbox.path) == nil)
  }
}
