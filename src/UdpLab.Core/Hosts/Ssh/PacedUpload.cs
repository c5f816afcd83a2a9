namespace UdpLab;

/// <summary>
/// The bytes of an upload, given out only as fast as the host answers. SSH.NET sends as much as SSH's window holds, 2 MB, and
/// each time sshd takes a packet out of its buffer it moves what is left: that took it half a second of a CPU.
/// </summary>
internal sealed class PacedUpload(byte[] bytes) : MemoryStream(bytes)
{
    // Fast enough for far hosts: 5 MB/s over a round trip of 100 ms.
    private const long MostUnanswered = 512 * 1024;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private readonly object _answers = new();
    private long _answered;
    private bool _isPaced = true;

    /// <summary>The host has written the first bytes, this many.</summary>
    public void Answered(ulong length)
    {
        lock (_answers)
        {
            _answered = Math.Max(_answered, (long)length);
            Monitor.PulseAll(_answers);
        }
    }

    /// <summary>Waits for answers first. A host that gives none for a second is not waited for again: whether it failed is found out at the end.</summary>
    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (_answers)
        {
            while (_isPaced && Position - _answered >= MostUnanswered)
            {
                _isPaced = Monitor.Wait(_answers, _patience);
            }
        }

        return base.Read(buffer, offset, count);
    }
}
