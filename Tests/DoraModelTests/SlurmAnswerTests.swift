import DoraModel
import Testing

/// What squeue and sacct of Slurm 22.05 said, and what it means.
@Suite struct SlurmAnswerTests {
  @Test func `squeue's lines give ids, states, raw exit statuses and times`() throws {
    let entries = try SlurmEntry.squeue(
      """
      3|FAILED|1792|1795599045|1795599046|1795599047|NonZeroExitCode|toy_1|/x/toy_1/script|
      4|FAILED|11|1795599045|1795599046|1795599047|RaisedSignal:11(Segmentation_fault)|toy_2||
      7_12|PENDING|0|1795599045|N/A|N/A|JobHeldUser|arr|/y|
      8_[4-9%4]|PENDING|0|1795599045|N/A|N/A|Resources|odd | name|/a|b/script|
      9|COMPLETING|0|1795599045|1795599046|1795599047|None|c|/z|

      """)
    #expect(entries.map(\.state.state) == [.failed, .failed, .pending, .pending, .running])
    #expect(entries[0].exit == 7 && entries[0].signal == 0 && entries[0].ended == 1_795_599_047)
    #expect(entries[1].exit == 0 && entries[1].signal == 11)
    #expect(entries[2].started == nil && entries[2].reason == "JobHeldUser")
    #expect(entries.map(\.isHeld) == [false, false, true, false, false])
    #expect(entries[2].exit == nil && entries[4].exit == nil && entries[4].reason == nil)
    #expect(entries[0].name == "toy_1" && entries[0].script == "/x/toy_1/script")
    #expect(entries[1].script == "" && entries[3].script.hasSuffix("/a|b/script"))
  }

  @Test func `sacct's lines give who cancelled, and steps are left out`() throws {
    let entries = try SlurmEntry.sacct(
      """
      2|FAILED|7:0|1795598639|1795598639|1795598640|None|wrap
      2.batch|FAILED|7:0|1795598639|1795598639|1795598640||batch
      3|CANCELLED by 1000|0:0|1795598639|Unknown|1795598640|None|x
      5|OUT_OF_MEMORY|0:125|1795598639|1795598639|1795598640|None|x
      1879_[2,6,8-9%2]|CANCELLED by 0|0:0|1795598639|Unknown|1795598640|None|arr

      """)
    #expect(entries.count == 4)
    #expect(entries[0].exit == 7 && entries[0].state.state == .failed)
    #expect(entries[1].state.reason == "cancelled by user id 1000" && entries[1].started == nil)
    #expect(entries[2].state.state == .outOfMemory)
    let eight = try #require(SlurmJobID("1879_8"))
    #expect(eight.isIn(entries[3].id))
    #expect(SlurmJobID("1879_7").map { $0.isIn(entries[3].id) } == false)
    #expect(SlurmJobID("1879").map { $0.isIn(entries[3].id) } == false)
  }

  @Test func `what a site or a name says between the lines is left out`() throws {
    let entries = try SlurmEntry.squeue(
      """
      Maintenance on Monday
      3|RUNNING|0|1795599045|1795599046|N/A|None|a name
      of two lines|
      4|DANCING|0|1795599045|1795599046|N/A|None|x|

      """)
    #expect(entries.map(\.id.job) == [3, 4])
    #expect(entries[1].state.state == .running)
    #expect(entries[1].state.reason == "DANCING, in Slurm's word")
  }

  @Test(arguments: [
    ("17\n", 17), ("17;here\n", 17), ("Submitted batch job 17\n", 17),
    ("Submitted batch job 17 on cluster here\n", 17), ("Welcome\n2 news\n\n17\nBye\n", 17),
    ("", nil), ("done\n", nil), ("0\n", nil), ("Submitted batch job \n", nil), (";;\n", nil),
  ])
  func `sbatch's answer has one number`(answer: String, number: Int?) {
    #expect(SlurmJobID(sbatch: answer)?.job == number)
  }

  @Test(arguments: [
    "slurm_load_jobs error: Unable to contact", "1|RUNNING|0", "1||0|||||x|",
  ])
  func `an answer that makes no sense is a failure`(line: String) {
    #expect(throws: SlurmEntry.Malformed.self) { try SlurmEntry.squeue(line) }
  }

  @Test(arguments: ["", "x", "0", "-3", "12_", "12_x", "12_[3-1]", "12.batch", "12_[1-2-3]"])
  func `what is no job id is none`(text: String) { #expect(SlurmJobID(text) == nil) }

  @Test func `one scancel names tasks of arrays by ranges`() throws {
    let ids = ["12_3", "9", "12_1", "12_2", "13_0", "12_7", "9999999"].compactMap {
      SlurmJobID($0)
    }
    #expect(SlurmJobID.words(of: ids) == ["9", "9999999", "12_[1-3,7]", "13_[0]"])
    #expect(SlurmJobID("12_[0-6:3]").map { SlurmJobID.words(of: [$0]) } == ["12_[0,3,6]"])
  }
}
