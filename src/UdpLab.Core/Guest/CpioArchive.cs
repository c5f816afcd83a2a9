using System.Globalization;
using System.Text;

namespace UdpLab;

/// <summary>Writes an initramfs: a cpio archive in the "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst), all files root's.</summary>
/// <param name="output">Where it is written.</param>
internal sealed class CpioArchive(Stream output) : IDisposable
{
    private const uint Folder = 0x4000, Device = 0x2000, Regular = 0x8000, Link = 0xa000;
    private readonly HashSet<string> _folders = [];
    private uint _number;

    /// <summary>A folder, and those above it.</summary>
    public void AddFolder(string path)
    {
        if (path.Length > 0 && _folders.Add(path))
        {
            AddFolder(Parent(path));
            Add(path, Folder | 0x1ed, []);
        }
    }

    /// <summary>A file, which is executable if need be.</summary>
    public void AddFile(string path, ReadOnlySpan<byte> content, bool executable = false)
    {
        AddFolder(Parent(path));
        Add(path, Regular | (executable ? 0x1edu : 0x1a4u), content);
    }

    /// <summary>A text file, a line each.</summary>
    public void AddText(string path, IEnumerable<string> lines) => AddFile(path, Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    /// <summary>A symbolic link.</summary>
    public void AddLink(string path, string target)
    {
        AddFolder(Parent(path));
        Add(path, Link | 0x1ff, Encoding.UTF8.GetBytes(target));
    }

    /// <summary>A character device.</summary>
    public void AddDevice(string path, uint major, uint minor)
    {
        AddFolder(Parent(path));
        Add(path, Device | 0x180, [], major, minor);
    }

    /// <summary>Writes the end.</summary>
    public void Dispose() => Add("TRAILER!!!", 0, []);

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and int end ? path[..end] : "";

    private void Add(string path, uint mode, ReadOnlySpan<byte> content, uint major = 0, uint minor = 0)
    {
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');

        // Number, mode, owner, group, links, time, length, device's numbers, those of a device file, length of the name, no checksum.
        uint[] fields = [++_number, mode, 0, 0, 1, 0, (uint)content.Length, 0, 0, major, minor, (uint)name.Length, 0];
        byte[] head = [.. Encoding.ASCII.GetBytes("070701" + string.Concat(fields.Select(f => f.ToString("X8", CultureInfo.InvariantCulture)))), .. name];
        Write(head);
        Write(content);
    }

    /// <summary>Both parts are padded to four bytes.</summary>
    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        output.Write("\0\0\0"u8[..((4 - (bytes.Length % 4)) % 4)]);
    }
}
