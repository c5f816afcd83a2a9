using System.Collections.Concurrent;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>An agent in a guest: a number on the guest's port.</summary>
internal sealed class GuestChannel : AgentChannel
{
    private readonly GuestMachine _machine;
    private readonly FrameStream _output = new(), _complaints = new();
    private readonly ManualResetEventSlim _ended = new(false);

    public GuestChannel(GuestMachine machine, int number) => (_machine, Number) = (machine, number);

    /// <summary>Its number.</summary>
    public int Number { get; }

    public override bool SameClock => false;

    public override bool NeedsHeartbeat => true;

    public override bool IsUp => !_machine.HasEnded;

    public override bool IsHushed => _machine.IsHushed;

    public override void Hush() => _machine.Hush();

    public override void Unhush() => _machine.Unhush();

    public override Stream Output => _output;

    public override Stream Complaints => _complaints;

    public override bool WasCut(TimeSpan patience) => !_ended.IsSet || _machine.WaitEnded(patience);

    public override string? Obituary(string cause) => _machine.Obituary(_machine.HasEnded ? "the guest has ended" : $"the guest does not answer ({cause})");

    public override void WriteLine(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + '\n');
        for (int at = 0; at < bytes.Length; at += GuestFrame.Longest)
        {
            _machine.Send(GuestFrameKind.Data, Number, bytes.AsSpan(at, Math.Min(GuestFrame.Longest, bytes.Length - at)));
        }
    }

    public override bool End(TimeSpan patience) => Send(GuestFrameKind.Close) && _ended.Wait(patience);

    public override void Kill() => _ = Task.Run(() => Send(GuestFrameKind.Kill));

    public override void Dispose()
    {
        _machine.Forget(Number);
        Finish();
    }

    /// <summary>A frame from the guest.</summary>
    public void Deliver(GuestFrameKind kind, byte[] bytes)
    {
        switch (kind)
        {
            case GuestFrameKind.Data:
                _output.Add(bytes);
                break;
            case GuestFrameKind.Complaint:
                _complaints.Add(bytes);
                break;
            case GuestFrameKind.Ended:
                _ended.Set();
                Finish();
                break;
        }
    }

    /// <summary>Nothing more will come.</summary>
    public void Finish()
    {
        _output.End();
        _complaints.End();
    }

    private bool Send(GuestFrameKind kind)
    {
        try
        {
            _machine.Send(kind, Number, []);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The bytes of frames, to be read in turn.</summary>
    private sealed class FrameStream : Stream
    {
        private readonly BlockingCollection<byte[]> _frames = [];
        private byte[] _frame = [];
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Add(byte[] bytes)
        {
            if (bytes.Length > 0 && !_frames.IsAddingCompleted)
            {
                _frames.Add(bytes);
            }
        }

        public void End() => _frames.CompleteAdding();

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at == _frame.Length)
            {
                _at = 0;
                if (!_frames.TryTake(out byte[]? next, Timeout.Infinite))
                {
                    _frame = [];
                    return 0;
                }

                _frame = next;
            }

            int read = Math.Min(count, _frame.Length - _at);
            _frame.AsSpan(_at, read).CopyTo(buffer.AsSpan(offset));
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
