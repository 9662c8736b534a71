import Testing

@testable import QRCode

@Suite struct QRCodeTests {
    private static let link = "https://work.weixin.qq.com/kfid/kfc0123456789?enc_scene=ENCqr"

    @Test func theLongestTextIsTakenAndOneByteMoreIsNot() throws {
        #expect(try QRCode(String(repeating: "x", count: 1_663)).side == 177)
        #expect(throws: QRCode.Fault.length(bytes: 1_664)) {
            try QRCode(String(repeating: "x", count: 1_664))
        }
        #expect(throws: QRCode.Fault.length(bytes: 0)) { try QRCode("") }
    }

    @Test func theThreeFindersAreWhereReadersLookForThem() throws {
        let code = try QRCode(Self.link)
        #expect((code.side - 17) % 4 == 0)
        let last = code.side - 7
        for (left, top) in [(0, 0), (last, 0), (0, last)] {
            for step in 0..<7 {
                #expect(code.isBlack(left + step, top) && code.isBlack(left, top + step))
                #expect(code.isBlack(left + step, top + 6) && code.isBlack(left + 6, top + step))
            }
            #expect(!code.isBlack(left + 1, top + 1) && code.isBlack(left + 3, top + 3))
        }
        #expect(try QRCode(Self.link) == code)
        #expect(try QRCode(Self.link + "1") != code)
    }

    @Test func thePictureIsAPNGOfWholeModules() throws {
        let code = try QRCode(Self.link)
        for (wanted, scale) in [(1, 2), (code.side + 8, 2), (3 * (code.side + 8) + 7, 3)] {
            let file = try code.png(pixels: wanted)
            #expect(file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            let width = file[16..<20].reduce(0) { $0 << 8 | Int($1) }
            let height = file[20..<24].reduce(0) { $0 << 8 | Int($1) }
            #expect(width == scale * (code.side + 8) && height == width)
            // One byte a pixel, grey.
            #expect(file[24] == 8 && file[25] == 0)
        }
    }

    @Test func theDrawingHasEachBlackModuleOnce() throws {
        let code = try QRCode("kefud")
        let svg = code.svg(pixels: 300)
        #expect(svg.hasPrefix("<svg ") && svg.contains("width=\"300\""))
        var drawn = 0
        for run in svg.matches(of: /h(\d+)v1/) { drawn += Int(run.1) ?? 0 }
        #expect(drawn == code.modules.filter { $0 }.count)
    }
}
