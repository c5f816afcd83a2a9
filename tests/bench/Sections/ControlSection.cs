using System.Diagnostics;
using System.Globalization;
using UdpLab.Bench.Report;

namespace UdpLab.Bench.Sections;

/// <summary>The overhead of a measurement, from nothing to the result: with two agents that are started, and with two that wait.</summary>
internal static class ControlSection
{
    public const string Name = "control";

    private const long Count = 1000;
    private const double Cell = 0.1, CellGoal = 50;
    private const int Cells = 20, Sockets = 10_000;

    public static void Run(Context context)
    {
        List<double> whole = [], packets = [], endings = [];
        long requests = 0;
        for (int i = 0; i < Math.Max(context.Options.Pairs, 3); i++)
        {
            context.Watch.WaitForQuiet();
            HostLinks.EndIdle();
            WholeMeasurement taken = WholeMeasurement.Take(LabHosts.Local, LabHosts.Local, new FloodPlan { Backend = FloodBackend.Socket, Count = Count }, context.Cancel);
            whole.Add(taken.Milliseconds);
            packets.Add(taken.FloodMilliseconds);
            requests = taken.Requests;
            endings.Add(AgentEnding.Take());
        }

        context.Add(new Row
        {
            Section = Name,
            A = $"start to result, -Count {Count}, less the flood's own time",
            Unit = "ms",
            MedianA = Statistics.Median(whole),
            Note = string.Create(CultureInfo.InvariantCulture, $"{whole.Min():0}..{whole.Max():0} ms; {requests} requests in 2 conversations; the flood itself {Statistics.Median(packets):0.0} ms"),
        });
        AddCells(context, "this machine", LabHosts.Local, LabHosts.Local);
        AddCells(context, "testbed", context.Bed.Generator, context.Bed.Sink);
        AddSockets(context);
        context.Add(new Row
        {
            Section = Name,
            A = "controller gone to flooding agent gone",
            Unit = "ms",
            MedianA = Statistics.Median(endings),
            Note = string.Create(CultureInfo.InvariantCulture, $"{endings.Min():0}..{endings.Max():0} ms; {(endings.Max() < 1000 ? "within" : "MISSED:")} the second that is promised"),
        });
    }

    /// <summary>Get-UdpSocket's request, with many sockets in this process.</summary>
    private static void AddSockets(Context context)
    {
        System.Net.Sockets.Socket[] open = [.. Enumerable.Range(0, Sockets).Select(_ => new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp))];
        try
        {
            Array.ForEach(open, socket => socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)));
            List<double> taken = [];
            for (int i = 0; i < Math.Max(context.Options.Pairs, 3); i++)
            {
                context.Watch.WaitForQuiet();
                Stopwatch clock = Stopwatch.StartNew();
                int found = SocketList.Read(LabHosts.Local, _ => { }, context.Cancel).Count;
                taken.Add(clock.Elapsed.TotalMilliseconds);
                if (found < Sockets)
                {
                    throw new InvalidOperationException($"{found} of {Sockets} sockets were listed.");
                }
            }

            context.Add(new Row { Section = Name, A = string.Create(CultureInfo.InvariantCulture, $"Get-UdpSocket, {Sockets:N0} sockets"), Unit = "ms", MedianA = Statistics.Median(taken), Note = string.Create(CultureInfo.InvariantCulture, $"{taken.Min():0}..{taken.Max():0} ms (goal: 1000)") });
        }
        finally
        {
            Array.ForEach(open, socket => socket.Dispose());
        }
    }

    /// <summary>Cells of a sweep: short measurements one after another, whose agents wait for the next.</summary>
    private static void AddCells(Context context, string where, LabHost generator, LabHost receiver)
    {
        List<double> cells = [];
        for (int i = 0; i <= Cells; i++)
        {
            context.Watch.WaitForQuiet();
            cells.Add(WholeMeasurement.Take(generator, receiver, new FloodPlan { Duration = Cell }, context.Cancel).Milliseconds);
        }

        // The first one started the agents.
        cells.RemoveAt(0);
        double median = Statistics.Median(cells);
        context.Add(new Row
        {
            Section = Name,
            A = string.Create(CultureInfo.InvariantCulture, $"{where}: a cell of {Cell} s, less the flood's own time"),
            Unit = "ms",
            MedianA = median,
            Note = string.Create(CultureInfo.InvariantCulture, $"{cells.Min():0}..{cells.Max():0} ms; {(median <= CellGoal ? "within" : "MISSED:")} the {CellGoal:0} ms that are promised"),
        });
    }
}
