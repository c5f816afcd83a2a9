using UdpLab.Agent.Native;
using UdpLab.Wire;

namespace UdpLab.Agent.Sinks;

/// <summary>
/// The loops a sink spends its life in: one system call, one or more payloads, and as little else as can be. A loop ends
/// when <see cref="SinkWorker.Look"/> says that the phase has changed.
/// </summary>
internal static unsafe class ReceiveLoops
{
    public static void Run(SinkWorker worker, int* attention, nint fd, ReceiveBuffers buffers, Measure plan, bool gro)
    {
        if (worker.Measuring && plan.Check)
        {
            Run<CheckHeaders>(worker, attention, fd, buffers, plan.Method, gro);
        }
        else
        {
            Run<CheckNothing>(worker, attention, fd, buffers, plan.Method, gro);
        }
    }

    private static void Run<TCheck>(SinkWorker worker, int* attention, nint fd, ReceiveBuffers buffers, ReceiveMethod method, bool gro)
        where TCheck : struct, IPayloadCheck
    {
        switch (method)
        {
            case ReceiveMethod.Recvmsg when gro:
            case ReceiveMethod.Recvmmsg when gro:
                Bundles<TCheck>(worker, attention, fd, buffers, method == ReceiveMethod.Recvmsg);
                break;
            case ReceiveMethod.Recvmsg:
                Single<RecvmsgCall, TCheck>(worker, attention, fd, buffers);
                break;
            case ReceiveMethod.Recvmmsg:
                Batch<TCheck>(worker, attention, fd, buffers);
                break;
            case ReceiveMethod.Read:
                Single<ReadCall, TCheck>(worker, attention, fd, buffers);
                break;
            default:
                Single<RecvfromCall, TCheck>(worker, attention, fd, buffers);
                break;
        }
    }

    private static void Single<TCall, TCheck>(SinkWorker worker, int* attention, nint fd, ReceiveBuffers buffers)
        where TCall : struct, IReceiveCall
        where TCheck : struct, IPayloadCheck
    {
        HeaderChecker checker = worker.Checker;
        byte* data = buffers.Data();
        nint size = buffers.BufferSize;
        MessageHeader* header = &buffers.Messages->Header;
        long granted = worker.Credit, credit = granted, bytes = 0;
        int seen = Volatile.Read(ref *attention);
        while (true)
        {
            nint length = TCall.Receive(fd, data, size, header);
            if (length >= 0)
            {
                bytes += length;
                TCheck.Check(checker, data, length);
                if (--credit > 0 && *attention == seen)
                {
                    continue;
                }
            }
            else
            {
                ThrowUnlessIdle();
                length = -1;
            }

            seen = Volatile.Read(ref *attention);
            Tally tally = new() { Packets = granted - credit, Datagrams = granted - credit, Bytes = bytes };
            if (!worker.Look(tally, length < 0 ? null : data, length))
            {
                return;
            }

            granted = credit = worker.Credit;
            bytes = 0;
        }
    }

    private static void Batch<TCheck>(SinkWorker worker, int* attention, nint fd, ReceiveBuffers buffers)
        where TCheck : struct, IPayloadCheck
    {
        HeaderChecker checker = worker.Checker;
        MessageHeaderMultiple* messages = buffers.Messages;
        int batch = buffers.Batch;
        long granted = worker.Credit, credit = granted, bytes = 0;
        int seen = Volatile.Read(ref *attention);
        while (true)
        {
            int received = (int)Libc.SyscallInPlace(Abi.SYS_recvmmsg, fd, (nint)messages, (nint)Math.Min(batch, credit), Abi.MSG_WAITFORONE | Abi.MSG_TRUNC, 0, 0);
            if (received > 0)
            {
                for (MessageHeaderMultiple* message = messages, end = messages + received; message < end; message++)
                {
                    nint length = (nint)message->Length;
                    bytes += length;
                    TCheck.Check(checker, message->Header.Vectors->Base, length);
                }

                credit -= received;
                if (credit > 0 && *attention == seen)
                {
                    continue;
                }
            }
            else
            {
                ThrowUnlessIdle();
            }

            seen = Volatile.Read(ref *attention);
            Tally tally = new() { Packets = granted - credit, Datagrams = granted - credit, Bytes = bytes };
            bool goOn = received > 0
                ? worker.Look(tally, buffers.Data(received - 1), (nint)messages[received - 1].Length)
                : worker.Look(tally, null, -1);
            if (!goOn)
            {
                return;
            }

            granted = credit = worker.Credit;
            bytes = 0;
        }
    }

    /// <summary>With UDP_GRO a datagram may be a bundle of segments; each is a packet with a header of its own.</summary>
    private static void Bundles<TCheck>(SinkWorker worker, int* attention, nint fd, ReceiveBuffers buffers, bool one)
        where TCheck : struct, IPayloadCheck
    {
        HeaderChecker checker = worker.Checker;
        MessageHeaderMultiple* messages = buffers.Messages;
        int seen = Volatile.Read(ref *attention);
        Tally tally = default;
        long credit = worker.Credit;
        while (true)
        {
            int received = one
                ? ReceiveOne(fd, messages)
                : (int)Libc.SyscallInPlace(Abi.SYS_recvmmsg, fd, (nint)messages, (nint)Math.Min(buffers.Batch, credit), Abi.MSG_WAITFORONE, 0, 0);
            byte* newest = null;
            int segment = -1;
            if (received > 0)
            {
                for (int i = 0; i < received; i++)
                {
                    int length = (int)messages[i].Length;
                    newest = buffers.Data(i);
                    segment = buffers.SegmentSize(i, length);
                    long packets = Segments<TCheck>(checker, newest, length, segment);
                    tally.Packets += packets;
                    credit -= packets;
                    tally.Bytes += length;
                }

                tally.Datagrams += received;
                buffers.RearmControl(received);
                if (credit > 0 && *attention == seen)
                {
                    continue;
                }
            }
            else
            {
                ThrowUnlessIdle();
            }

            seen = Volatile.Read(ref *attention);
            if (!worker.Look(tally, newest, segment))
            {
                return;
            }

            tally = default;
            credit = worker.Credit;
        }
    }

    private static int ReceiveOne(nint fd, MessageHeaderMultiple* message)
    {
        nint length = Libc.SyscallInPlace(Abi.SYS_recvmsg, fd, (nint)(&message->Header), 0, 0, 0, 0);
        message->Length = (uint)Math.Max(length, 0);
        return length < 0 ? -1 : 1;
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

    /// <summary>Nothing came in time, or an earlier ICMP error was reported: no reason to stop.</summary>
    private static void ThrowUnlessIdle()
    {
        int errno = Errno.Last;
        if (errno is not (Errno.EAGAIN or Errno.EINTR or Errno.ECONNREFUSED))
        {
            throw AgentException.FromErrno(errno, "Receiving failed", "recv");
        }
    }
}
