namespace UdpLab;

/// <summary>What a reader of a <see cref="SinkMeasurement"/> has to know before believing it.</summary>
/// <param name="Code">What it is about.</param>
/// <param name="Message">In words, with the remedy where there is one.</param>
public sealed record MeasurementNote(MeasurementNoteCode Code, string Message)
{
    /// <summary>Code and message.</summary>
    public override string ToString() => $"{Code}: {Message}";
}
