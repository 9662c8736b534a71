import Foundation
import Testing

/// Every input that was ever found, and the small corpus that the fuzzer begins with.
@Suite(.serialized) struct ReplayTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    @Test(arguments: FuzzTarget.allCases) func everyKeptInputIsRead(target: FuzzTarget) throws {
        let folder = Self.folder.appending(path: "corpus/\(target.rawValue)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(!names.isEmpty)
        for name in names {
            let bytes = try [UInt8](Data(contentsOf: folder.appending(path: name)))
            do {
                try target.read(bytes)
            } catch {
                Issue.record("\(target.rawValue)/\(name): \(error)")
            }
        }
    }

    @Test(arguments: FuzzTarget.allCases) func noInputIsTooShortOrTooPlain(
        target: FuzzTarget
    ) throws {
        for byte in UInt8.min...UInt8.max {
            for count in [0, 1, 2, 16, 33] {
                try target.read([UInt8](repeating: byte, count: count))
            }
        }
    }
}
