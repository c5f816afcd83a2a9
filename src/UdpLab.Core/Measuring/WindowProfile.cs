using UdpLab.Wire;

namespace UdpLab;

/// <summary>The profile of a measured window.</summary>
internal static class WindowProfile
{
    private const string Lost = "The measurement is valid, but has no profile:";

    /// <summary>Receives it; null if there is none. A failed profile does not invalidate the measurement.</summary>
    /// <param name="sink">The sink, or the window of it.</param>
    /// <param name="packets">Packets of the window.</param>
    /// <param name="observer">Receives the failure, and what the profile does not show.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static PerfProfile? Receive(SinkRunner sink, long packets, IMeasuringObserver observer, CancellationToken cancel)
    {
        try
        {
            PerfProfile? profile = sink.ReceiveProfile(packets, cancel);
            foreach (PerfNote gap in profile?.Gaps ?? [])
            {
                observer.Warn(gap.Message);
            }

            return profile;
        }
        catch (LabException e)
        {
            observer.Fail(new LabException(e.Code, $"{Lost} {e.Message}", nameof(SinkPlan.Profile), e), sink.Host);
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidDataException)
        {
            observer.Fail(new LabException(FailureCode.Protocol, $"{Lost} what perf sent could not be read: {e.Message}", nameof(SinkPlan.Profile), e), sink.Host);
        }

        return null;
    }
}
