using System.Globalization;
using System.Management.Automation;
using UdpLab.Wire;

namespace UdpLab.Commands;

/// <summary>What a sink refuses, and what becomes of it and of the flood then.</summary>
public sealed partial class MeasureSinkCommand
{
    /// <summary>What it was told cannot work, and it has said so: no flood is to be sent to it.</summary>
    internal bool IsRefused { get; private set; }

    /// <summary>Runs work for one input; what it refuses is an error of that input, and the next goes on with a sink of its own.</summary>
    private bool Succeeds(Action work, FloodGroup? flood, object? target)
    {
        bool done = false;
        Try(
            () =>
            {
                try
                {
                    work();
                    done = true;
                }
                catch (LabException)
                {
                    Abandon(flood);
                    throw;
                }
            },
            target);
        return done;
    }

    /// <summary>Gives up a measurement: the flood stops, and the sink is bound again for the next.</summary>
    private void Abandon(FloodGroup? flood)
    {
        EndProgress(Activity);
        _measuring = false;
        _gone = null;
        Runner?.Dispose();
        Runner = null;
        flood?.BreakOff();
    }

    /// <summary>Parameters that cannot go together.</summary>
    private ErrorRecord? Contradiction()
    {
        if (Count > 0 && Duration > 0)
        {
            return Wrong("CountWithDuration", nameof(Count), Count, $"-Count {Count} and -Duration {Duration.ToString(CultureInfo.InvariantCulture)} are two ways to say how long; give one of them.");
        }

        if (SteerByCpu && Sockets < 2)
        {
            return Wrong("InvalidArgument.SteerByCpu", nameof(SteerByCpu), Sockets, "-SteerByCpu chooses among several sockets; give -Sockets 2 or more.");
        }

        ReceiveMethod[] unaware = [.. Method.Where(m => !ReceiveTraits.Of(m).TellsSegments)];
        return Gro && unaware.Length > 0
            ? Wrong("InvalidArgument.Gro", nameof(Gro), unaware[0], $"-Gro with -Method {unaware[0]}: the size of the segments comes in a control message, which only {ReceiveTraits.Names(t => t.TellsSegments)} receive.")
            : null;
    }
}
