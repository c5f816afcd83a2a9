using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Socket;

/// <summary>What arrived at a socket since the counting began.</summary>
/// <param name="Packets">Packets, including those that its full buffer then dropped.</param>
/// <param name="Bytes">Their payload bytes.</param>
/// <param name="First">CLOCK_MONOTONIC nanoseconds of the first.</param>
/// <param name="Last">Of the last.</param>
internal sealed record Arrivals(long Packets, long Bytes, long First, long Last);

/// <summary>Counts packets at the sockets of other programs (<see cref="ArrivalProgram"/>), until it is disposed or this process ends.</summary>
internal sealed class ArrivalCounter : IDisposable
{
    private const int MostSockets = 16_384;

    private readonly BpfTable _table;
    private readonly BpfObject _program;
    private readonly BpfObject _link;

    private ArrivalCounter(BpfTable table, BpfObject program, BpfObject link) => (_table, _program, _link) = (table, program, link);

    /// <summary>Begins to count.</summary>
    /// <param name="ports">Local ports of the sockets.</param>
    /// <param name="why">Why it cannot; null if it can.</param>
    public static ArrivalCounter? Begin(IEnumerable<int> ports, out string? why)
    {
        why = null;
        if (!LiveFrames.AreAllowed)
        {
            why = "it takes CAP_BPF and CAP_NET_ADMIN (root)";
            return null;
        }

        List<IDisposable> made = [];
        int root = CgroupRoot.Open(out int errno);
        try
        {
            if (root < 0)
            {
                throw AgentException.FromErrno(errno, "Opening the root of cgroup v2 failed", "cgroup2");
            }

            BpfTable table = BpfTable.Create(ArrivalProgram.Words, MostSockets, Refusal);
            made.Add(table);
            BpfObject program = BpfObject.LoadIngress(ArrivalProgram.Count(table.Fd, ports), Refusal);
            made.Add(program);
            return new ArrivalCounter(table, program, BpfObject.Link(program, root, Refusal));
        }
        catch (AgentException e)
        {
            made.ForEach(one => one.Dispose());
            why = e.Message.TrimEnd('.');
            return null;
        }
        finally
        {
            _ = Libc.Close(root);
        }
    }

    /// <summary>What has arrived, by socket cookie.</summary>
    public Dictionary<ulong, Arrivals> Read() => _table.Read().ToDictionary(
        row => row.Key,
        row => new Arrivals(
            row.Copies.Sum(copy => copy[ArrivalProgram.Packets]),
            row.Copies.Sum(copy => copy[ArrivalProgram.Bytes]),
            row.Copies.Where(copy => copy[ArrivalProgram.First] > 0).Select(copy => copy[ArrivalProgram.First]).DefaultIfEmpty(0).Min(),
            row.Copies.Max(copy => copy[ArrivalProgram.Last])));

    public void Dispose()
    {
        _link.Dispose();
        _program.Dispose();
        _table.Dispose();
    }

    private static AgentException Refusal(int errno, string tried) => errno == Errno.EINVAL
        ? new AgentException(FailureCode.NotSupported, $"{tried} failed: the kernel needs BPF links on cgroups (Linux 5.7, CONFIG_CGROUP_BPF)") { Errno = errno, Path = "bpf" }
        : AgentException.FromErrno(errno, $"{tried} failed", "bpf");
}
