namespace UdpLab.Pipeline;

/// <summary>A sink, as the flood upstream of it sees it.</summary>
internal interface IDownstreamSink
{
    /// <summary>It cannot receive, and has said why: no flood is to be sent to it.</summary>
    bool IsRefused { get; }

    /// <summary>It is bound, or will be for the first flood, and is not handing on a measurement.</summary>
    bool AcceptsFloods { get; }

    /// <summary>Binds the sink, or binds it again to what the flood was given and the sink was not.</summary>
    /// <param name="sender">What the flood was given.</param>
    /// <param name="upstream">The flood's cmdlet: only it may write while it works.</param>
    FloodTarget TargetFor(SenderHints sender, ILabObserver upstream);

    /// <summary>Arms the first measurement and lets the flood go.</summary>
    UdpFlood[] Attach(FloodGroup flood, ILabObserver upstream);
}
