import Diagnostics
import FeedArchives
import FoundationEssentials
import Testing

@Suite struct FolderTests {
  @Test func filesOfAFolder() throws {
    let folder = try TemporaryFolder()
    let files = FileManager.default
    try files.createDirectory(atPath: folder.path + "/sub/deep", withIntermediateDirectories: true)
    for name in ["b.xml", "sub/a.xml", "sub/deep/c.json"] {
      #expect(files.createFile(atPath: folder.path + "/" + name, contents: Data(name.utf8)))
    }
    try files.createSymbolicLink(atPath: folder.path + "/out", withDestinationPath: "/etc")
    let archive = try FeedArchive.open(path: folder.path)
    #expect(archive.format == .folder)
    #expect(archive.entries.map(\.name) == ["b.xml", "sub/a.xml", "sub/deep/c.json"])
    #expect(archive.entries.map(\.size) == [5, 9, 15])
    for entry in archive.entries {
      #expect(try archive.reader(of: entry).readAll(limit: 99) == Array(entry.name.utf8))
    }
    #expect(archive.warnings.map(\.code) == ["archive.link"])
  }

  @Test func aLinkPutInTheWayLaterIsNotFollowed() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/a.xml"
    #expect(FileManager.default.createFile(atPath: file, contents: Data("<a/>".utf8)))
    let archive = try FeedArchive.open(path: folder.path)
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/etc/passwd")
    #expect(throws: RefusedRequest.self) { try archive.reader(of: archive.entries[0]) }
  }

  @Test func formatsByContent() throws {
    let folder = try TemporaryFolder()
    func file(_ name: String, _ bytes: [UInt8]) -> String {
      let path = folder.path + "/" + name
      #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
      return path
    }
    var tar = TarBuilder()
    tar.add("a", [1])
    let zip = ZipBuilder([ZipBuilder.Entry("a", "1")]).bytes()
    #expect(FeedArchive.format(ofPath: file("x.mbz", zip)) == .zip)
    #expect(FeedArchive.format(ofPath: file("y.mbz", gzipped(tar.bytes()))) == .gzippedTar)
    #expect(FeedArchive.format(ofPath: file("z.xml", tar.bytes())) == .tar)
    #expect(FeedArchive.format(ofPath: file("feed.zip", Array("<catalog/>".utf8))) == nil)
    #expect(FeedArchive.format(ofPath: folder.path) == .folder)
    #expect(FeedArchive.format(ofPath: folder.path + "/none") == nil)
    #expect(throws: RefusedRequest.self) { try FeedArchive.open(path: folder.path + "/none") }
    #expect(try FeedArchive.open(path: folder.path + "/x.mbz").entries.map(\.name) == ["a"])
  }
}
