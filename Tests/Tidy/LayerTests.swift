import Testing

@Suite struct LayerTests {
    /// Who may import whom among our own modules; ARCHITECTURE.md shows the same as a drawing.
    static let ours: [String: Set<String>] = [
        "SQLite": [], "Crypto": [], "HTTPServer": [], "HTTPClient": [], "Configuration": [],
        "Lifecycle": [], "QRCode": [], "Routing": [],
        "WeCom": ["Routing", "Crypto", "HTTPClient"],
        "Storage": ["Routing", "SQLite"],
        "Engine": ["Routing", "WeCom", "Storage", "Lifecycle"],
        "API": ["Engine", "Routing", "WeCom", "Storage", "HTTPServer", "Crypto", "QRCode"],
        "kefud": [
            "API", "Engine", "Storage", "WeCom", "Routing", "Configuration", "Lifecycle",
            "HTTPServer", "HTTPClient", "Crypto",
        ],
        "kefu-platform": ["WeCom", "Crypto", "HTTPServer", "HTTPClient", "Lifecycle"],
        "kefu-bench": [
            "Engine", "Routing", "WeCom", "Storage", "Lifecycle", "Crypto", "HTTPServer",
        ],
    ]

    /// The one module that imports each C library.
    static let libraries: [String: String] = [
        "CSQLite": "SQLite", "COpenSSL": "Crypto", "CMicrohttpd": "HTTPServer",
        "CCurl": "HTTPClient", "CTOML": "Configuration", "CSystemd": "Lifecycle",
        "CExpat": "WeCom", "CQRencode": "QRCode", "CPNG": "QRCode",
    ]

    @Test func everyModuleHasItsPlaceInTheTable() throws {
        // The C libraries and the console's files are no Swift modules of ours.
        let others = ["System", "Console"]
        let folders = try SourceTree.folders(in: "Sources").filter { !others.contains($0) }
        #expect(folders == Self.ours.keys.sorted())
        #expect(try SourceTree.folders(in: "Sources/System") == Self.libraries.keys.sorted())
    }

    @Test func importsPointOneWay() throws {
        for file in try SourceTree.files(below: "Sources") where file.module != "System" {
            let allowed = Self.ours[file.module] ?? []
            for name in file.imports where Self.ours[name] != nil {
                #expect(allowed.contains(name), "\(file) imports \(name)")
            }
        }
    }

    @Test func theTableHasNoCircle() {
        var left = Self.ours
        while let free = left.first(where: { $0.value.allSatisfy { left[$0] == nil } }) {
            left[free.key] = nil
        }
        #expect(left.isEmpty)
    }

    @Test func eachCLibraryIsImportedByOneModuleAndStaysInIt() throws {
        for file in try SourceTree.files(below: "Sources") where file.module != "System" {
            for name in file.imports {
                guard let owner = Self.libraries[name] else { continue }
                #expect(file.module == owner, "\(file) imports \(name), which is \(owner)'s")
                #expect(!file.text.contains("public import \(name)"), "\(file) shows \(name)")
            }
        }
    }

    @Test func routingImportsNothing() throws {
        for file in try SourceTree.files(below: "Sources/Routing") {
            #expect(file.imports.isEmpty, "\(file) imports \(file.imports)")
        }
    }

    @Test(arguments: [
        "Date()", "UUID()", ".random(", ".randomElement(", ".shuffled(", "Clock()", "Task ",
        "async ",
        "await ", "print(", "nonisolated(unsafe)",
    ])
    func routingKnowsNoClockNoChanceAndNoThread(word: String) throws {
        for file in try SourceTree.files(below: "Sources/Routing") {
            for line in file.lines where !line.isComment {
                #expect(!line.contains(word), "\(file): \(line)")
            }
        }
    }
}

extension Substring {
    var isComment: Bool { drop { $0 == " " }.hasPrefix("//") }
}
