using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// A guest's counter of instructions by address: a plugin of QEMU's emulator that lies beside the agent, and the memory through which the
/// guest's agent reads what it counted. Needed until QEMU has started.
/// </summary>
internal sealed partial class InstructionCounter : IDisposable
{
    // A power of two, as for every PCI device. 16 bytes for each block of instructions that ran in a window: a flood and a sink are some 20,000.
    private const int MemoryBytes = 8 << 20;

    // The interface's second version came with QEMU 9, which loads none of the first.
    private const int FirstOfVersion2 = 9;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<string, string> _refusals = new(StringComparer.Ordinal);
    private readonly MemoryFile _memory;
    private readonly string _plugin;

    private InstructionCounter(string plugin)
    {
        _plugin = plugin;
        _memory = MemoryFile.Create("counts", file => file.SetLength(MemoryBytes));
    }

    /// <summary>QEMU's arguments.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "-object", string.Create(CultureInfo.InvariantCulture, $"memory-backend-file,id=counts,share=on,mem-path={_memory.Path},size={MemoryBytes}"),
        "-device", "ivshmem-plain,memdev=counts",
        "-plugin", string.Create(CultureInfo.InvariantCulture, $"file={_plugin.Replace(",", ",,", StringComparison.Ordinal)},memory={_memory.Path},bytes={MemoryBytes}"),
    ];

    /// <summary>Makes one, where QEMU can have it; without it profiles are sampled.</summary>
    public static InstructionCounter? Open(string program, ILabObserver observer)
    {
        if (!_refusals.TryGetValue(program, out string? refusal))
        {
            _refusals[program] = refusal = WhyNot(program);
        }

        if (refusal.Length > 0)
        {
            observer.Verbose($"Instructions are not counted by function, and -Profile takes samples: {refusal}.");
            return null;
        }

        return new InstructionCounter(PluginFor(program)!);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    /// <summary>Why this QEMU cannot count; empty if it can.</summary>
    private static string WhyNot(string program) =>
        !Output(program, "-help").Contains("\n-plugin ", StringComparison.Ordinal) ? $"{program} was built without plugins"
        : !Output(program, "-device", "help").Contains("\"ivshmem-plain\"", StringComparison.Ordinal) ? $"{program} has no device ivshmem-plain"
        : PluginFor(program) is null ? "the plugin is not beside the agent: this module was built without it"
        : "";

    private static string? PluginFor(string program)
    {
        Match version = Version().Match(Output(program, "--version"));
        int major = version.Success ? int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return AgentProgram.FindBeside(major >= FirstOfVersion2 ? "qemu-counts-2.so" : "qemu-counts-1.so");
    }

    private static string Output(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        _ = process.WaitForExit(_patience);
        _ = errors.Wait(_patience);
        return output;
    }

    [GeneratedRegex(@"version (\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
