import Glibc

/// One input, for libFuzzer: the target is named by the environment.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        try chosen.read(bytes)
    } catch {
        print("\(chosen.rawValue): \(error)")
        fflush(nil)
        abort()
    }
    return 0
}

/// A command line, as C has it.
public typealias CArguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<CArguments>,
    _ read: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What the package manager takes for `main` in a program of this name.
@_cdecl("fuzz_main")
public func fuzzMain(_ count: CInt, _ arguments: CArguments) -> CInt {
    var count = count
    var arguments = arguments
    return runFuzzer(&count, &arguments, readOneInput)
}

private let chosen: FuzzTarget = {
    let name = getenv("KEFUD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
        print("KEFUD_FUZZ_TARGET must be one of: \(known)")
        exit(2)
    }
    return target
}()
