using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Waits in epoll_wait, and reads batches until the socket has nothing left: Epoll.</summary>
internal sealed class EpollEngine<TCalls> : IReceiveEngine
    where TCalls : struct, IReceiveCalls
{
    private readonly int _epoll;
    private readonly IReceiveEngine _reader;

    public EpollEngine(ReceiveSetup setup)
    {
        _epoll = Epoll.Watch((int)setup.Socket);
        try
        {
            if (setup.Sink.BusyPoll is int microseconds)
            {
                BusyPoll(microseconds);
            }

            setup = setup with { Socket = EpollCalls<TCalls>.Pair(_epoll, (int)setup.Socket) };
            _reader = setup.NeedsMessages ? new BundleEngine<EpollCalls<TCalls>>(setup) : new BatchEngine<EpollCalls<TCalls>>(setup);
        }
        catch
        {
            _ = Libc.Close(_epoll);
            throw;
        }
    }

    public int Batch => _reader.Batch;

    public void Receive(SinkWorker worker, bool check) => _reader.Receive(worker, check);

    public void Dispose()
    {
        _reader.Dispose();
        _ = Libc.Close(_epoll);
    }

    private void BusyPoll(int microseconds)
    {
        int errno = Epoll.TryBusyPoll(_epoll, microseconds);
        if (errno != 0 && microseconds > 0)
        {
            throw errno is Errno.ENOTTY or Errno.EINVAL or Errno.EOPNOTSUPP
                ? new AgentException(FailureCode.NotSupported, $"-BusyPoll {microseconds} with -Method Epoll: busy polling in epoll_wait needs Linux 6.9 or later (EPIOCSPARAMS) with CONFIG_NET_RX_BUSY_POLL; this is {KernelRelease.Text}. Leave out -BusyPoll, or use a method that waits in the receiving call, such as Recvmmsg.") { Errno = errno, Path = "EPIOCSPARAMS", Parameter = "BusyPoll" }
                : AgentException.FromErrno(errno, $"-BusyPoll {microseconds} with -Method Epoll was refused", "EPIOCSPARAMS", "BusyPoll");
        }
    }
}
