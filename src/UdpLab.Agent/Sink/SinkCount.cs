using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Sink;

/// <summary>Counts a measurement as a whole, and in windows that are cut while the threads receive. No packet is in two windows that follow each other, nor in neither.</summary>
/// <param name="control">Pauses the threads.</param>
/// <param name="workers">The threads.</param>
/// <param name="interfaces">Those the packets may arrive on.</param>
/// <param name="check">Headers are checked.</param>
internal sealed class SinkCount(SinkControl control, IReadOnlyList<SinkWorker> workers, string[] interfaces, bool check)
{
    private readonly Dictionary<long, SinkPart> _windows = [];
    private bool _ipv6;
    private SinkReading _begin = null!;
    private SinkReading _latest = null!;
    private SinkPart _whole = null!;

    public string[] Interfaces => interfaces;

    /// <summary>The first reading: nothing has been received yet.</summary>
    public void Begin()
    {
        _ipv6 = workers[0].LocalEndPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        _begin = _latest = SinkReading.Take(workers, check).Complete(interfaces, null, _ipv6);
        _whole = new SinkPart(_begin, workers);
    }

    /// <summary>Opens a window that begins with the latest cut.</summary>
    public void Open(long id) => _windows[id] = new SinkPart(_latest, workers);

    public void Close(long id) => _windows.Remove(id);

    /// <summary>Cuts: what was received until now belongs to what came before.</summary>
    public void Cut()
    {
        SinkReading? reading = null;
        control.WhilePaused(
            () =>
            {
                reading = SinkReading.Take(workers, check);

                // Those that have ended do not rest.
                foreach (SinkWorker worker in workers.Where(w => w.HasEnded))
                {
                    worker.Part(reading.Time);
                }
            },
            () =>
            {
                foreach (SinkWorker worker in workers)
                {
                    worker.Wake(now: true);
                }
            });
        Add(reading!);
    }

    /// <summary>Cuts, and takes what is in a window; it begins again.</summary>
    public SinkPart Take(long id)
    {
        SinkPart window = Window(id);
        Cut();
        Open(id);
        return window;
    }

    /// <summary>The last cut, once the threads have ended.</summary>
    /// <param name="id">The window whose rest is wanted; null for the whole.</param>
    public SinkPart End(long? id)
    {
        SinkPart wanted = id is long window ? Window(window) : _whole;
        SinkReading reading = SinkReading.Take(workers, check);
        foreach (SinkWorker worker in workers)
        {
            worker.Part(reading.Time);
        }

        Add(reading);
        return wanted;
    }

    /// <summary>Packets the sockets have dropped so far; null if the kernel does not report it.</summary>
    public long? Drops()
    {
        long? drops = 0;
        for (int i = 0; i < workers.Count; i++)
        {
            drops += unchecked(workers[i].Drops - _begin.Drops[i]);
        }

        return drops;
    }

    private SinkPart Window(long id) => _windows.GetValueOrDefault(id) ?? throw new AgentException(FailureCode.Protocol, $"There is no window {id}.");

    private void Add(SinkReading reading)
    {
        reading = reading.Complete(interfaces, _latest, _ipv6);
        foreach (SinkPart part in _windows.Values.Append(_whole))
        {
            part.Add(reading);
        }

        _latest = reading;
    }
}
