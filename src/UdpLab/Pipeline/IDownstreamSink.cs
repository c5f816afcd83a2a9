namespace UdpLab.Pipeline;

/// <summary>A sink, as seen by the flood upstream.</summary>
internal interface IDownstreamSink
{
    /// <summary>It cannot receive, and has reported why: no flood should be sent to it.</summary>
    bool IsRefused { get; }

    /// <summary>It is bound, or will be for the first flood, and is not passing on a measurement.</summary>
    bool AcceptsFloods { get; }

    /// <summary>Binds the sink, or binds it again to what was given to the flood but not to the sink.</summary>
    /// <param name="sender">What was given to the flood.</param>
    /// <param name="upstream">The flood's cmdlet: only it may write while it runs.</param>
    FloodTarget TargetFor(SenderHints sender, ILabObserver upstream);

    /// <summary>Arms the first measurement and starts the flood.</summary>
    UdpFlood[] Attach(FloodGroup flood, ILabObserver upstream);
}
