using System.Net;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Flood;

/// <summary>Sends with sendmmsg(2) on connected sockets, one per flow; with -Gso each message is a train of UDP_SEGMENT packets.</summary>
internal sealed unsafe class SocketFlood : FloodThread
{
    // How often a sleeping thread checks for a stop, and how far its sleep overshoots.
    private const long LongestSleep = 1_000_000, Late = 100_000;

    // Nanoseconds, which are instructions: several times what any method takes.
    private const long TimeToReceive = 20_000;

    // Threads are staggered so that their bursts do not coincide: the last one begins no later than this.
    private const double LongestTurn = 1e8;

    // This many failures in a row, without a success, are not transient.
    private const long HopelessErrors = 10_000;

    private readonly int[] _sockets;
    private readonly int _segments;
    private readonly int _messages;
    private readonly bool _exact;
    private readonly List<long> _starts = [];
    private readonly FloodMessages _batch;
    private long _sent;
    private long _bursts;
    private long _failedInARow;
    private int _next;

    public SocketFlood(FloodControl control, FloodShare share, OpenFlood plan, int[] sockets, FloodPayloads payloads)
        : base(control, share)
    {
        _sockets = sockets;
        (_messages, _segments) = (Math.Max(share.Bursts.Max(), plan.Burst is null ? BurstChoice.Fastest(plan) : 0), plan.Gso ?? 1);
        _exact = plan.Burst is not null;
        _batch = new FloodMessages(payloads.Of(share.Stream), payloads.HasHeader, _messages, _segments);
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
        _batch.Dispose();
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
            if (rate is null && InstructionClock.IsUsed)
            {
                // As many as the sink has room for, and then time to receive them: what nothing uses of it passes at once.
                Clock.SleepUntil(Clock.Monotonic + (packets * TimeToReceive));
            }
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
        int messages = _batch.Fill(_sent, packets);
        int fd = _sockets[_next];
        _next = (_next + 1) % _sockets.Length;
        int done = 0;
        while (done < messages && !Control.Stopped)
        {
            int taken = Libc.SendMultiple(fd, _batch.Headers + done, (uint)(messages - done), 0);
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
