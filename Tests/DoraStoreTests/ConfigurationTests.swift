import DoraModel
import DoraTestSupport
import Testing

@testable import DoraStore

@Suite struct ConfigurationTests {
  @Test func `settings are read as git reads them`() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write(
      """
      # a comment
      [program]
        command = "python3 train.py" ; the words
        Exclude = a*
        exclude = b\\\\c
        flag
      [Sub "Section"]
        key = 1
      """, to: ".doraconfig")
    let configuration = try Configuration.read(path)
    #expect(configuration["program.command"] == "python3 train.py")
    #expect(configuration.all("program.exclude") == ["a*", "b\\c"])
    #expect(configuration["program.exclude"] == "b\\c")
    #expect(configuration["program.flag"] == "true")
    #expect(configuration["sub.Section.key"] == "1")
    #expect(configuration["program.missing"] == nil)
    let git = Command(in: sandbox.path)
    let list = try git.run(["git", "config", "-f", ".doraconfig", "--get-all", "program.exclude"])
    #expect(list.lines == configuration.all("program.exclude"))
  }

  @Test func `no file means no settings`() throws {
    let sandbox = try Sandbox()
    #expect(try Configuration.read(sandbox.file(".doraconfig"))["a.b"] == nil)
  }

  @Test(arguments: ["[program\n", "= 3\n", "[a]\nb-ä = 1\n"])
  func `a file that git can't parse is an error with its reason`(text: String) throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write(text, to: ".doraconfig")
    let found = failure { _ = try Configuration.read(path) }
    #expect(found?.message == "cannot read '\(path)'")
    #expect(found?.cause?.isEmpty == false)
  }
}
