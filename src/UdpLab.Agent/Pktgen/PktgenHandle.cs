using System.Text;
using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Pktgen;

/// <summary>A file of /proc/net/pktgen, kept open for many commands: opening it would cost more than they do.</summary>
internal sealed unsafe class PktgenHandle : IDisposable
{
    private readonly int _fd;
    private readonly byte[] _text = new byte[8192];

    private PktgenHandle(int fd) => _fd = fd;

    /// <summary>Opens a file, or returns the error number.</summary>
    public static (PktgenHandle? Handle, int Errno) Open(string name)
    {
        int fd = Libc.Open($"{PktgenFiles.Folder}/{PktgenFiles.FileOf(name)}", Abi.O_RDWR | Abi.O_CLOEXEC, 0);
        return fd < 0 ? (null, Errno.Last) : (new PktgenHandle(fd), 0);
    }

    /// <summary>
    /// Writes a command with one write(2): the kernel takes each write as a command, and answers some bad ones with a short
    /// count, or with 0, which a loop would repeat forever.
    /// </summary>
    /// <returns>The error number, 0 for none, and whether all bytes were accepted.</returns>
    public (int Errno, bool Whole) Write(string command)
    {
        // With pktgen's debug on, the kernel expects a null byte after the text, and refuses the command without it.
        byte[] line = Encoding.ASCII.GetBytes(command + "\n\0");
        int length = line.Length - 1;
        fixed (byte* start = line)
        {
            nint written = Libc.Write(_fd, start, length);
            return (written < 0 ? Errno.Last : 0, written == length);
        }
    }

    /// <summary>The file's current text.</summary>
    public string Read()
    {
        int length = 0;
        fixed (byte* start = _text)
        {
            nint read;
            while (length < _text.Length && (read = Libc.ReadAt(_fd, start + length, _text.Length - length, length)) > 0)
            {
                length += (int)read;
            }
        }

        return Encoding.UTF8.GetString(_text, 0, length);
    }

    public void Dispose() => _ = Libc.Close(_fd);
}
