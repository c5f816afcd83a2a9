using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file in memory (memfd_create(2)) that another program of the user can open by its path: nothing stays on a disk, however the session ends.</summary>
internal sealed class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;
    private readonly FileStream _stream;

    private MemoryFile(SafeFileHandle handle)
    {
        _stream = new FileStream(handle, FileAccess.ReadWrite, 1 << 20);
        Path = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}");
    }

    /// <summary>Its path while it is open.</summary>
    public string Path { get; }

    /// <summary>Creates it.</summary>
    /// <param name="name">A name for people, in /proc.</param>
    /// <param name="write">Writes its content.</param>
    public static MemoryFile Create(string name, Action<Stream> write)
    {
        int fd = CreateMemoryFile(name, CloseOnExec);
        if (fd < 0)
        {
            throw new LabException(FailureCode.System, $"A file in memory cannot be made: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }

        MemoryFile file = new(new SafeFileHandle(fd, ownsHandle: true));
        try
        {
            write(file._stream);
            file._stream.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    [DllImport("libc", EntryPoint = "memfd_create", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int CreateMemoryFile([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint flags);
}
