namespace UdpLab.Agent.Kernel;

/// <summary>
/// A table of descriptors that a thread has for itself. The kernel counts a reference to a file at each call if threads share
/// their table, and does not otherwise (__fget_light in fs/file.c): a twentieth of what a short call costs.
/// </summary>
internal sealed class DescriptorTable : IDisposable
{
    private const int SYS_close_range = 436, CLOSE_RANGE_UNSHARE = 2, STDERR_FILENO = 2;

    private readonly bool _isOwn;

    /// <summary>Gives the calling thread such a table, with its standard streams and one more descriptor (close_range(2), Linux 5.9). Before that the table stays shared.</summary>
    public DescriptorTable(nint descriptor)
    {
        _isOwn = CloseRange(descriptor + 1, int.MaxValue, CLOSE_RANGE_UNSHARE) == 0;
        if (_isOwn && descriptor > STDERR_FILENO + 1)
        {
            _ = CloseRange(STDERR_FILENO + 1, descriptor - 1);
        }
    }

    /// <summary>Closes the thread's copy, which would keep the file open for as long as the thread takes to end.</summary>
    public void Dispose()
    {
        if (_isOwn)
        {
            _ = CloseRange(STDERR_FILENO + 1, int.MaxValue);
        }
    }

    private static nint CloseRange(nint first, nint last, int flags = 0) => Libc.Syscall(SYS_close_range, first, last, flags, 0, 0, 0);
}
