using System.Globalization;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>Addresses as perf script prints them: function and object.</summary>
/// <param name="processes">What the processes have mapped.</param>
/// <param name="kernel">The kernel's functions at the beginning; null if kernel code was not sampled.</param>
internal sealed class FrameNames(ProcessTable processes, KernelSymbolTable? kernel)
{
    private const string Unknown = "[unknown]", Anonymous = "//anon", Vdso = "[vdso]";

    private const ulong KernelHalf = 1UL << 63;
    private readonly UserSymbols _user = new();
    private readonly Dictionary<(int Process, ulong Address), string> _known = [];
    private KernelSymbolTable? _later;

    /// <summary>A frame without its indentation and line end.</summary>
    public string Of(int process, ulong address)
    {
        (int, ulong) key = (address >= KernelHalf ? 0 : process, address);
        if (!_known.TryGetValue(key, out string? frame))
        {
            (string name, string place) = address >= KernelHalf ? InKernel(address) : InProcess(process, address);
            frame = _known[key] = string.Create(CultureInfo.InvariantCulture, $"{address,16:x} {Printable(name)} ({Printable(place)})");
        }

        return frame;
    }

    private (string, string) InKernel(ulong address)
    {
        // What was loaded since the beginning, such as a module, is there only now.
        (string Name, string Module)? found = kernel?.Find(address) ?? (_later ??= KernelSymbolTable.Read()).Find(address);
        return found is var (name, module) ? (name, module) : (Unknown, KernelSymbolTable.Core);
    }

    private (string, string) InProcess(int process, ulong address)
    {
        if (processes.Map(process, address) is not { } map)
        {
            return (Unknown, Unknown);
        }

        if (_user.Find(process, map, address) is not { } name)
        {
            return process == Environment.ProcessId && map.Path != Vdso ? (OwnCode.Name, OwnCode.Place) : (Unknown, map.Path.Length == 0 ? Anonymous : map.Path);
        }

        return (name, map.Path.Length == 0 ? Anonymous : map.Path);
    }

    /// <summary>On one line: files may be called anything.</summary>
    private static string Printable(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 ? text : string.Concat(text.Select(c => c < ' ' ? '?' : c));
}
