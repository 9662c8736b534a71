import Crypto
import HTTPServer
import Testing

@testable import API

@Suite struct AvatarTests {
    /// The start of a PNG of this size; nothing behind the header is looked at.
    static func png(_ width: UInt32, _ height: UInt32) -> [UInt8] {
        func big(_ number: UInt32) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
            + big(width) + big(height) + [8, 6, 0, 0, 0, 0, 0, 0, 0]
    }

    /// A JPEG with a few segments before its frame.
    static func jpeg(_ width: UInt8, _ height: UInt8, frame: UInt8 = 0xC0) -> [UInt8] {
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 6, 1, 2, 3, 4, 0xFF, 0xFF, 0xC4, 0, 3, 9]
            + [0xFF, frame, 0, 11, 8, 0, height, 0, width, 1, 1, 17, 0, 0xFF, 0xD9]
    }

    private func url(_ bytes: [UInt8], _ type: String = "image/png") -> String {
        "data:\(type);base64,\(Base64.encode(bytes))"
    }

    @Test func theContentSaysWhatItIsWhateverTheTypeSays() throws {
        #expect(try AvatarImage(dataURL: url(Self.png(128, 128))).format == .png)
        #expect(try AvatarImage(dataURL: url(Self.jpeg(128, 128))).format == .jpeg)
        #expect(
            try AvatarImage(dataURL: url(Self.jpeg(128, 128, frame: 0xC2), "image/png")).format
                == .jpeg)
    }

    @Test func anotherSizeIsRefusedWithItsSize() {
        #expect(throws: AvatarImage.Fault(detail: "must be 128×128 pixels, not 129×128")) {
            try AvatarImage(dataURL: url(Self.png(129, 128)))
        }
        #expect(throws: AvatarImage.Fault(detail: "must be 128×128 pixels, not 128×64")) {
            try AvatarImage(dataURL: url(Self.jpeg(128, 64)))
        }
    }

    @Test(arguments: [
        "", "http://example.com/a.png", "data:image/png,abc", "data:image/png;base64",
        "data:image/png;base64,", "data:image/png;base64,????", "data:image/gif;base64,R0lGODlh",
    ])
    func whatIsNoPictureIsRefused(text: String) {
        #expect(throws: AvatarImage.Fault.self) { try AvatarImage(dataURL: text) }
    }

    @Test func everyCutOffHeaderIsRefusedAndNoneIsReadBeyondItsEnd() {
        for whole in [Self.png(128, 128), Self.jpeg(128, 128)] {
            for count in 0..<whole.count {
                let found = PictureHeader.read(Array(whole.prefix(count)))
                #expect(found == nil || (found?.width == 128 && found?.height == 128))
            }
        }
        // Lengths that lead nowhere, or back.
        #expect(PictureHeader.read([0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0]) == nil)
        #expect(PictureHeader.read([0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0, 0]) == nil)
    }

    @Test func twoMebibytesAreTheMost() throws {
        let most = Self.png(128, 128) + [UInt8](repeating: 0, count: AvatarImage.bytesMax - 33)
        #expect(try AvatarImage(dataURL: url(most)).bytes.count == AvatarImage.bytesMax)
        #expect(throws: AvatarImage.Fault(detail: "must have at most 2 MiB")) {
            try AvatarImage(dataURL: url(most + [0]))
        }
    }

    @Test func theBuiltInPictureKeepsItsOwnRule() throws {
        #expect(try AvatarImage(bytes: BuiltInAvatar.bytes).format == .png)
    }
}
