using System.Globalization;
using Microsoft.Win32.SafeHandles;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Perf;

/// <summary>Functions of programs and libraries, read from their files as they are needed.</summary>
internal sealed class UserSymbols
{
    private const string Deleted = " (deleted)";

    // Where distributions install the symbols of stripped files (libc6-dbg, -debuginfo packages), by build id, as gdb and perf find them.
    private const string DebugFiles = "/usr/lib/debug/.build-id";

    // A path may be anything, such as a pipe of another user: only a regular file is opened, and none waited for.
    private const int RegularFile = 0x8000, FileKind = 0xf000;

    // The tables of all files together.
    private const int MostFunctions = 4_000_000;

    private readonly Dictionary<(int Process, string Path), ElfSymbols> _files = [];
    private readonly Dictionary<string, ElfSymbols> _shared = [];
    private int _functions;

    /// <summary>The function at an address of a mapped file; null if there is none.</summary>
    public string? Find(int process, in MemoryMap map, ulong address)
    {
        if (!_files.TryGetValue((process, map.Path), out ElfSymbols? symbols))
        {
            symbols = _files[(process, map.Path)] = Read(process, map);
        }

        return symbols.Find(address - map.Begin + map.Offset);
    }

    private ElfSymbols Read(int process, in MemoryMap map)
    {
        if (map.Path == "[vdso]")
        {
            return Shared(map.Path, ReadOwnVdso);
        }

        if (!map.Path.StartsWith('/') || map.Path.StartsWith("//", StringComparison.Ordinal))
        {
            return ElfSymbols.Empty;
        }

        // A process in another mount namespace has its own files. One that has ended has left them, perhaps.
        string inside = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/root{map.Path}");
        string mapped = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/map_files/{map.Begin:x}-{map.End:x}");
        bool deleted = map.Path.EndsWith(Deleted, StringComparison.Ordinal);
        bool seen = FileFacts.OfTarget(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/root")) is not null;
        string place = deleted ? mapped : seen ? inside : map.Path;
        return FileFacts.OfTarget(place) is { } facts ? Shared(string.Create(CultureInfo.InvariantCulture, $"{facts.Device}:{facts.Inode}"), () => ReadFile(place)) : ElfSymbols.Empty;
    }

    private ElfSymbols Shared(string key, Func<ElfSymbols> read)
    {
        if (!_shared.TryGetValue(key, out ElfSymbols? symbols))
        {
            symbols = _functions < MostFunctions ? read() : ElfSymbols.Empty;
            _functions += symbols.Count;
            _shared[key] = symbols;
        }

        return symbols;
    }

    private static ElfSymbols ReadFile(string path)
    {
        try
        {
            using FileStream? file = Open(path);
            return file is null ? ElfSymbols.Empty : ElfSymbols.Read(file, id => Open($"{DebugFiles}/{id[..2]}/{id[2..]}.debug"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or OutOfMemoryException)
        {
            return ElfSymbols.Empty;
        }
    }

    private static FileStream? Open(string path)
    {
        int fd = FileFacts.OfTarget(path) is { } facts && (facts.Mode & FileKind) == RegularFile ? Libc.Open(path, Abi.O_RDONLY | Abi.O_CLOEXEC | Abi.O_NONBLOCK, 0) : -1;
        return fd < 0 ? null : new FileStream(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read);
    }

    /// <summary>The kernel maps the same code into every process (vdso(7)).</summary>
    private static unsafe ElfSymbols ReadOwnVdso()
    {
        foreach (MemoryMap map in MemoryMap.OfProcess(Environment.ProcessId))
        {
            if (map.Path == "[vdso]")
            {
                using UnmanagedMemoryStream memory = new((byte*)map.Begin, (long)(map.End - map.Begin));
                return ElfSymbols.Read(memory);
            }
        }

        return ElfSymbols.Empty;
    }
}
