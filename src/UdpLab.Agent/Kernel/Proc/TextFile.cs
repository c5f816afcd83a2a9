using System.Globalization;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>The one reader and writer of small files of /proc and /sys: errno is reported, and a value is written by one write(2).</summary>
internal static unsafe class TextFile
{
    /// <summary>The id of this boot.</summary>
    public const string BootId = "/proc/sys/kernel/random/boot_id";

    private const int Usual = 4096, Longest = 256 * 1024;

    /// <summary>The trimmed text; null if the file is missing or unreadable.</summary>
    public static string? Read(string path) => Read(path, out _);

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="path">The file.</param>
    /// <param name="errno">Why it is null; 0 otherwise.</param>
    public static string? Read(string path, out int errno) => ReadAll(path, out errno)?.Trim();

    /// <summary>The text as the kernel wrote it, including the last newline: without it a reader would consider the text truncated.</summary>
    /// <inheritdoc cref="Read(string, out int)"/>
    public static string? ReadAll(string path, out int errno)
    {
        errno = 0;
        int fd = Libc.Open(path, Abi.O_RDONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            errno = Errno.Last;
            return null;
        }

        try
        {
            byte* small = stackalloc byte[Usual];
            int length = Fill(fd, small, 0, Usual);
            if (length < Usual)
            {
                errno = length < 0 ? Errno.Last : 0;
                return length < 0 ? null : Encoding.UTF8.GetString(small, length);
            }

            byte[] large = new byte[Longest];
            new ReadOnlySpan<byte>(small, Usual).CopyTo(large);
            fixed (byte* start = large)
            {
                length = Fill(fd, start, Usual, Longest);
            }

            errno = length < 0 ? Errno.Last : 0;
            return length < 0 ? null : Encoding.UTF8.GetString(large, 0, length);
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>A file that contains a whole number; null if it does not.</summary>
    public static int? ReadNumber(string path) =>
        int.TryParse(Read(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>A sysctl's whole number, by its dotted name; null if missing or unreadable.</summary>
    public static int? ReadSysctl(string name) => ReadNumber("/proc/sys/" + name.Replace('.', '/'));

    /// <summary>Writes a text with one write(2); a short write counts as refused.</summary>
    public static void Write(string path, string value, string tried, string? parameter = null)
    {
        int fd = Libc.Open(path, Abi.O_WRONLY | Abi.O_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"{tried} failed", path, parameter);
        }

        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(value + "\n");
            fixed (byte* pointer = bytes)
            {
                nint written = Libc.Write(fd, pointer, bytes.Length);
                if (written != bytes.Length)
                {
                    throw AgentException.FromErrno(written < 0 ? Errno.Last : Errno.EINVAL, $"{tried} failed", path, parameter);
                }
            }
        }
        finally
        {
            _ = Libc.Close(fd);
        }
    }

    /// <summary>Reads until the end or until the buffer is full; -1 on failure. A short read does not mean the end: seq_file returns whole records.</summary>
    private static int Fill(int fd, byte* buffer, int at, int size)
    {
        while (at < size)
        {
            nint read = Libc.Read(fd, buffer + at, size - at);
            if (read <= 0)
            {
                return read < 0 ? -1 : at;
            }

            at += (int)read;
        }

        return at;
    }
}
