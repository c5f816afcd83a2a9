using System.Runtime.CompilerServices;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>
/// The loops a sink spends its life in: one system call, one or more payloads, and as little else as can be. A loop ends
/// when <see cref="SinkWorker.Look"/> says that the phase has changed.
/// </summary>
internal static unsafe class ReceiveLoops
{
    public static void Run(SinkWorker worker, nint fd, ReceiveBuffers buffers, Measure plan, bool gro)
    {
        if (worker.Measuring && plan.Check)
        {
            Run<CheckHeaders>(worker, fd, buffers, plan.Method, gro || buffers.Named);
        }
        else
        {
            Run<CheckNothing>(worker, fd, buffers, plan.Method, gro || buffers.Named);
        }
    }

    private static void Run<TCheck>(SinkWorker worker, nint fd, ReceiveBuffers buffers, ReceiveMethod method, bool bundles)
        where TCheck : struct, IPayloadCheck
    {
        switch (method)
        {
            case ReceiveMethod.Recvmsg when bundles:
            case ReceiveMethod.Recvmmsg when bundles:
                Bundles<TCheck>(worker, fd, buffers, method == ReceiveMethod.Recvmsg);
                break;
            case ReceiveMethod.Recvmsg:
                Single<RecvmsgCall, TCheck>(worker, fd, buffers);
                break;
            case ReceiveMethod.Recvmmsg:
                Batch<TCheck>(worker, fd, buffers);
                break;
            case ReceiveMethod.Read:
                Single<ReadCall, TCheck>(worker, fd, buffers);
                break;
            default:
                Single<RecvfromCall, TCheck>(worker, fd, buffers);
                break;
        }
    }

    private static void Single<TCall, TCheck>(SinkWorker worker, nint fd, ReceiveBuffers buffers)
        where TCall : struct, IReceiveCall
        where TCheck : struct, IPayloadCheck
    {
        byte* data = buffers.Data();
        MessageHeader* header = &buffers.Messages->Header;
        bool goOn = true;
        while (goOn)
        {
            BurstCount count = new() { Credit = worker.Credit };
            nint length = typeof(TCheck) == typeof(CheckNothing)
                ? TCall.Burst(fd, data, buffers.BufferSize, header, &count)
                : CheckedBurst<TCall>(worker.Checker, fd, data, buffers.BufferSize, header, &count);
            ThrowUnlessIdle(length);
            long packets = worker.Credit - count.Credit;
            goOn = worker.Look(new Tally { Packets = packets, Datagrams = packets, Bytes = count.Bytes }, length < 0 ? null : data, length);
        }
    }

    /// <summary>A function of its own: with nothing else in it, the loop's variables stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint CheckedBurst<TCall>(HeaderChecker checker, nint fd, byte* data, nint size, MessageHeader* header, BurstCount* count)
        where TCall : struct, IReceiveCall
    {
        long credit = count->Credit, bytes = 0;
        nint length;
        while ((length = TCall.Receive(fd, data, size, header)) >= 0)
        {
            bytes += length;
            checker.Check(data, length);
            if (--credit == 0)
            {
                break;
            }
        }

        count->Credit = credit;
        count->Bytes = bytes;
        return length;
    }

    private static void Batch<TCheck>(SinkWorker worker, nint fd, ReceiveBuffers buffers)
        where TCheck : struct, IPayloadCheck
    {
        HeaderChecker checker = worker.Checker;
        MessageHeaderMultiple* messages = buffers.Messages;
        bool goOn = true;
        while (goOn)
        {
            long credit = worker.Credit, bytes = 0;
            int received;
            do
            {
                received = (int)DirectCall.Recvmmsg(fd, messages, (nint)Math.Min(buffers.Batch, credit), Abi.MSG_WAITFORONE | Abi.MSG_TRUNC, 0);
                for (MessageHeaderMultiple* message = messages, end = messages + received; message < end; message++)
                {
                    bytes += message->Length;
                    TCheck.Check(checker, message->Header.Vectors->Base, (nint)message->Length);
                }

                credit -= Math.Max(received, 0);
            }
            while (received > 0 && credit > 0);

            ThrowUnlessIdle(received);
            long packets = worker.Credit - credit;
            Tally tally = new() { Packets = packets, Datagrams = packets, Bytes = bytes };
            goOn = received > 0
                ? worker.Look(tally, buffers.Data(received - 1), (nint)messages[received - 1].Length)
                : worker.Look(tally, null, received);
        }
    }

    /// <summary>With UDP_GRO a datagram may be a bundle of segments; each is a packet with a header of its own. Also the loop that asks where each came from.</summary>
    private static void Bundles<TCheck>(SinkWorker worker, nint fd, ReceiveBuffers buffers, bool one)
        where TCheck : struct, IPayloadCheck
    {
        MessageHeaderMultiple* messages = buffers.Messages;
        bool goOn = true;
        while (goOn)
        {
            Tally tally = default;
            byte* newest = null;
            nint segment;
            int received;
            do
            {
                received = one
                    ? ReceiveOne(fd, messages)
                    : (int)DirectCall.Recvmmsg(fd, messages, (nint)Math.Min(buffers.Batch, worker.Credit - tally.Packets), Abi.MSG_WAITFORONE, 0);
                segment = received;
                for (int i = 0; i < received; i++)
                {
                    int length = (int)messages[i].Length;
                    newest = buffers.Data(i);
                    worker.Select(buffers, i);
                    segment = buffers.SegmentSize(i, length);
                    tally.Packets += Segments<TCheck>(worker.Checker, newest, length, (int)segment);
                    tally.Bytes += length;
                    tally.Datagrams++;
                }

                buffers.Rearm(received);
            }
            while (received > 0 && tally.Packets < worker.Credit);

            ThrowUnlessIdle(received);
            goOn = worker.Look(tally, received > 0 ? newest : null, segment);
        }
    }

    private static int ReceiveOne(nint fd, MessageHeaderMultiple* message)
    {
        nint length = DirectCall.Recvmsg(fd, &message->Header, 0);
        message->Length = (uint)Math.Max(length, 0);
        return length < 0 ? (int)length : 1;
    }

    private static long Segments<TCheck>(HeaderChecker checker, byte* data, int length, int segment)
        where TCheck : struct, IPayloadCheck
    {
        long packets = 1;
        TCheck.Check(checker, data, Math.Min(segment, length));
        for (int offset = segment; offset < length; offset += segment)
        {
            TCheck.Check(checker, data + offset, Math.Min(segment, length - offset));
            packets++;
        }

        return packets;
    }

    /// <summary>Nothing came in time, a signal, or an ICMP error of an earlier packet: no reason to stop.</summary>
    private static void ThrowUnlessIdle(nint result)
    {
        int errno = (int)-result;
        if (result < 0 && errno is not (Errno.EAGAIN or Errno.EINTR or Errno.ECONNREFUSED))
        {
            throw AgentException.FromErrno(errno, "Receiving failed", "recv");
        }
    }
}
