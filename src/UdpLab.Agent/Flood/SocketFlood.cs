using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Sends with sendmmsg(2) on connected sockets, one per flow; with -Gso each message is a train of UDP_SEGMENT packets.</summary>
internal sealed unsafe class SocketFlood : FloodThread
{
    // How often a sleeping thread checks for a stop, and how far its sleep overshoots.
    private const long LongestSleep = 1_000_000, Late = 100_000;

    // Threads are staggered so that their bursts do not coincide: the last one begins no later than this.
    private const double LongestTurn = 1e8;

    // This many failures in a row, without a success, are not transient.
    private const long HopelessErrors = 10_000;

    private readonly int[] _sockets;
    private readonly int _payload;
    private readonly int _segments;
    private readonly int _messages;
    private readonly bool _exact;
    private readonly List<long> _starts = [];
    private readonly byte* _data;
    private readonly IoVector* _vectors;
    private readonly MessageHeaderMultiple* _headers;
    private long _sent;
    private long _bursts;
    private long _failedInARow;
    private int _next;

    public SocketFlood(FloodControl control, FloodShare share, OpenFlood plan, int[] sockets, int payload)
        : base(control, share)
    {
        _sockets = sockets;
        _payload = payload;
        (_messages, _segments) = (Math.Max(share.Bursts.Max(), plan.Burst is null ? BurstChoice.Fastest(plan) : 0), plan.Gso ?? 1);
        _exact = plan.Burst is not null;
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)((long)_messages * _segments * payload), 64);
        _vectors = (IoVector*)NativeMemory.AllocZeroed((nuint)_messages, (nuint)sizeof(IoVector));
        _headers = (MessageHeaderMultiple*)NativeMemory.AllocZeroed((nuint)_messages, (nuint)sizeof(MessageHeaderMultiple));
        NativeMemory.Clear(_data, (nuint)((long)_messages * _segments * payload));
        for (long i = 0; i < (long)_messages * _segments; i++)
        {
            PktgenHeader.Write(new Span<byte>(_data + (i * payload), payload), share.Stream, 0, 0);
        }

        for (int i = 0; i < _messages; i++)
        {
            _vectors[i].Base = _data + ((long)i * _segments * payload);
            _headers[i].Header.Vectors = _vectors + i;
            _headers[i].Header.VectorCount = 1;
        }
    }

    public override long Sent => Volatile.Read(ref _sent);

    protected override long[] StepStarts => Share.Pace.IsRamp ? [.. _starts] : [];

    protected override long? Bursts => Share.RateOf(0) is null ? null : _bursts;

    /// <summary>Checks that the messages of all threads fit in this host's memory.</summary>
    public static void RequireRoom(OpenFlood plan, int threads, int payload)
    {
        if (plan.Burst is int burst)
        {
            Memory.Require("Burst", burst, (long)burst * (plan.Gso ?? 1) * payload * threads, $"for {threads} threads; use a smaller -Burst, or fewer -Threads");
        }
    }

    /// <summary>Opens and connects the sockets of all threads: one per flow.</summary>
    public static int[] OpenSockets(OpenFlood plan, IPAddress destination, int payload)
    {
        List<int> sockets = [];
        try
        {
            for (int i = 0; i < plan.Flows; i++)
            {
                sockets.Add(OpenSocket(plan, destination, payload));
            }

            return [.. sockets];
        }
        catch
        {
            Close(sockets);
            throw;
        }
    }

    public static void Close(IEnumerable<int> sockets)
    {
        foreach (int fd in sockets)
        {
            _ = Libc.Close(fd);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        NativeMemory.AlignedFree(_data);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_headers);
    }

    protected override void Work()
    {
        // Sleep as precisely as the hardware allows: the default slack of 50 microseconds would show in the pacing.
        _ = Libc.ProcessControl(Abi.PR_SET_TIMERSLACK, 1, 0, 0, 0);
        long count = Share.Count ?? long.MaxValue;
        TokenBucket bucket = default;
        bool begun = false, waited = true;
        while (!Control.Stopped && _sent < count)
        {
            // However late a busy machine lets this thread begin, it sends once: a flood of no packets measures nothing.
            long now = Clock.Monotonic;
            if (begun && now >= Control.Deadline)
            {
                return;
            }

            int step = Share.Pace.At(now - Control.Start);
            double? rate = Share.RateOf(step);
            long burst = (long)Share.Bursts[step] * _segments;
            if (step >= _starts.Count)
            {
                Enter(step);
                bucket = rate is double pps ? new TokenBucket(pps, Control.Start + Share.Pace.StartOf(step) + TurnOf(burst / pps), burst) : default;
            }

            long packets = Math.Min(burst, count - _sent);
            if (rate is not null)
            {
                // A backlog is sent in larger calls, which are faster.
                long taken = bucket.Take(now, packets, _exact ? packets : Math.Min((long)_messages * _segments, count - _sent));
                if (taken == 0)
                {
                    Wait(now, Math.Min(bucket.DueAt(now, packets), Control.Deadline));
                    waited = true;
                    continue;
                }

                packets = taken;
            }

            _bursts += waited ? 1 : 0;
            waited = false;
            Send((int)packets);
            begun = true;
        }
    }

    /// <summary>When this thread's first burst is due, in nanoseconds after the step's start, given the seconds between bursts.</summary>
    private long TurnOf(double seconds) => (long)(Math.Min(seconds * 1e9, LongestTurn) * Share.Index / Share.Threads);

    /// <summary>Records where a step begins; a step that this thread slept through is empty.</summary>
    private void Enter(int step)
    {
        while (_starts.Count <= step)
        {
            _starts.Add(_sent);
        }
    }

    /// <summary>Sleeps, which overshoots; if -Burst was given, the end of the wait is spun instead, so that bursts are exact.</summary>
    private void Wait(long now, long due)
    {
        long until = Math.Min(due - (_exact ? Late : 0), now + LongestSleep);
        if (until > now)
        {
            Clock.SleepUntil(until);
        }
    }

    private void Send(int packets)
    {
        int messages = Fill(packets);
        int fd = _sockets[_next];
        _next = (_next + 1) % _sockets.Length;
        int done = 0;
        while (done < messages && !Control.Stopped)
        {
            int taken = Libc.SendMultiple(fd, _headers + done, (uint)(messages - done), 0);
            if (taken > 0)
            {
                done += taken;
                _failedInARow = 0;
            }
            else if (Errno.Last is not (Errno.ECONNREFUSED or Errno.EINTR) and var errno)
            {
                Fail(errno);
                break;
            }

            // ECONNREFUSED reports an ICMP answer to an earlier packet: this call sent nothing, and nothing failed.
        }

        Volatile.Write(ref _sent, _sent + (done == messages ? packets : (long)done * _segments));
    }

    private void Fail(int errno)
    {
        Errors++;
        LastErrno = errno;
        if (++_failedInARow >= HopelessErrors)
        {
            throw AgentException.FromErrno(errno, $"The flood gave up because {_failedInARow} packets in a row could not be sent", "sendmmsg");
        }
    }

    private int Fill(int packets)
    {
        long now = Clock.Realtime;
        uint seconds = BinaryPrimitives.ReverseEndianness((uint)(now / 1_000_000_000));
        uint microseconds = BinaryPrimitives.ReverseEndianness((uint)(now % 1_000_000_000 / 1000));
        byte* at = _data;
        for (uint i = 0; i < (uint)packets; i++, at += _payload)
        {
            *(uint*)(at + 4) = BinaryPrimitives.ReverseEndianness((uint)_sent + i);
            *(uint*)(at + 8) = seconds;
            *(uint*)(at + 12) = microseconds;
        }

        int messages = (packets + _segments - 1) / _segments;
        for (int i = 0; i < messages; i++)
        {
            _vectors[i].Length = (nint)_payload * Math.Min(_segments, packets - (i * _segments));
        }

        return messages;
    }

    private static int OpenSocket(OpenFlood plan, IPAddress destination, int payload)
    {
        int fd = Libc.Socket(SockAddr.Family(destination), Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
        if (fd < 0)
        {
            throw AgentException.FromErrno(Errno.Last, $"-Flows {plan.Flows}: creating a UDP socket for each flow failed", "socket", "Flows");
        }

        try
        {
            if (plan.Interface is not null)
            {
                SocketOption.BindToDevice(fd, plan.Interface);
            }

            if (plan.Gso is not null)
            {
                SocketOption.Set(fd, Abi.SOL_UDP, Abi.UDP_SEGMENT, payload, "-Gso: setting UDP_SEGMENT (Linux 4.18+)", "Gso");
            }

            if (plan.AllowSpecialAddress)
            {
                SocketOption.Set(fd, Abi.SOL_SOCKET, Abi.SO_BROADCAST, 1, "Setting SO_BROADCAST");
            }

            if (plan.Source is not null && SockAddr.From(AddressField.Parse(plan.Source, "Source"), 0).BindTo(fd) != 0)
            {
                throw AgentException.FromErrno(Errno.Last, $"-Source {plan.Source}: binding to it failed", "bind", "Source");
            }

            if (SockAddr.From(destination, plan.Port).ConnectTo(fd) != 0)
            {
                throw AgentException.FromErrno(Errno.Last, $"-Destination {destination}: connecting to it failed", "connect", "Destination");
            }

            return fd;
        }
        catch
        {
            _ = Libc.Close(fd);
            throw;
        }
    }
}
