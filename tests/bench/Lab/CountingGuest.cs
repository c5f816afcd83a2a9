using System.Diagnostics;
using UdpLab.Bench.Tools;
using UdpLab.Wire;

namespace UdpLab.Bench.Lab;

/// <summary>A guest whose clock counts instructions, in which udp_sink is too.</summary>
internal sealed class CountingGuest : IDisposable, IMeasuringObserver
{
    private const string Program = "/bin/udp_sink";
    private const long Packets = 50_000;

    // The first measurement meets code and memory that were not used yet.
    private const int Repeats = 3;
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(60);
    private readonly GuestLabHost _host;
    private SinkMeasurement? _last;

    private CountingGuest(GuestPlan plan, CancellationToken cancel) => _host = LabGuests.Start(plan, this, cancel);

    /// <summary>Boots the kernel of tests/lab.</summary>
    /// <param name="udpSink">udp_sink, linked statically; null without it.</param>
    /// <param name="cancel">Ctrl-C.</param>
    public static CountingGuest Start(UdpSink? udpSink, CancellationToken cancel)
    {
        using Process script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "tests", "lab", "guests.sh"), "image"]) { RedirectStandardOutput = true })!;
        string image = script.StandardOutput.ReadToEnd().Trim().Split('\n')[^1];
        GuestPlan plan = new()
        {
            Kernel = image,
            Cpus = 1,
            Deterministic = true,
            Programs = udpSink is null ? [] : [(Program, File.ReadAllBytes(udpSink.Path))],
        };
        return new CountingGuest(plan, cancel);
    }

    /// <summary>Measures one of UdpLab's methods.</summary>
    public Cost Ours(ReceiveMethod method, CancellationToken cancel) => Measure(new SinkPlan { ReceiveBuffer = 4_000_000, Batch = UdpSink.Batch, Check = false }, method, UdpSink.Port + 1, cancel);

    /// <summary>Measures udp_sink.</summary>
    public Cost Theirs(ReceiveMethod method, CancellationToken cancel)
    {
        GuestLink link = (GuestLink)HostLinks.Find(_host)!;
        using GuestChannel sink = link.StartProgram([Program, .. UdpSink.Arguments(method, int.MaxValue, check: false)]);
        try
        {
            AwaitSocket(UdpSink.Port, cancel);
            return Measure(new SinkPlan { Watch = new SocketWatchPlan { Port = UdpSink.Port }, Check = false, Profile = new PerfPlan() }, null, UdpSink.Port, cancel);
        }
        finally
        {
            sink.Kill();
            _ = sink.End(TimeSpan.FromSeconds(10));
        }
    }

    public void Dispose() => LabGuests.Remove(_host);

    /// <summary>Waits until a program of the guest has bound its socket.</summary>
    private void AwaitSocket(int port, CancellationToken cancel)
    {
        long began = Stopwatch.GetTimestamp();
        while (!SocketList.Read(_host, _ => { }, cancel).Any(socket => socket.Port == port))
        {
            if (Stopwatch.GetElapsedTime(began) > _startPatience || cancel.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200)))
            {
                throw new TimeoutException($"udp_sink has no socket on port {port} after {_startPatience.TotalSeconds:0} s.");
            }
        }
    }

    void IMeasuringObserver.Measured(SinkMeasurement measurement) => _last = measurement;

    void IMeasuringObserver.NothingCame(string message, Ledger ledger) => throw new TimeoutException(message);

    void ILabObserver.Fail(LabException error, object? about) => throw error;

    void ILabObserver.Progress(Func<string> status)
    {
    }

    void ILabObserver.EndProgress()
    {
    }

    void ILabObserver.Verbose(string message)
    {
    }

    void ILabObserver.Warn(string message)
    {
    }

    private Cost Measure(SinkPlan sink, ReceiveMethod? method, int port, CancellationToken cancel)
    {
        for (int i = 0; i < Repeats; i++)
        {
            MeasuringPlan plan = new() { Host = _host, Sink = sink with { Port = port }, Methods = [method ?? ReceiveMethod.Recvmsg] };
            _ = MeasuringRun.Run(plan, [_host], new FloodPlan { Backend = FloodBackend.Socket, Count = Packets, Port = port }, this, cancel);
        }

        return Cost.Of(_last!);
    }

    /// <summary>Instructions of a packet.</summary>
    /// <param name="Thread">Of the thread that receives.</param>
    /// <param name="User">Those of them that it executes itself.</param>
    internal readonly record struct Cost(double Thread, double User)
    {
        /// <summary>Those of the kernel for it.</summary>
        public double Kernel => Thread - User;

        public static Cost Of(SinkMeasurement measurement)
        {
            // udp_sink's own code is at addresses of its own, and so counted apart; for UdpLab's the sink counts itself.
            double user = measurement.Method is null
                ? measurement.Profile!.Symbols.Where(s => s.Scope == PerfScope.User && s.Name == "[unknown]").Sum(s => s.Samples) / (double)measurement.Packets
                : measurement.UserNsPerPacket!.Value;
            return new Cost(measurement.CpuNsPerPacket!.Value, user);
        }
    }
}
