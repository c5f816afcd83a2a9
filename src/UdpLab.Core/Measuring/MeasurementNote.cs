namespace UdpLab;

/// <summary>A caveat of a <see cref="SinkMeasurement"/>.</summary>
/// <param name="Code">What it is about.</param>
/// <param name="Message">The text, with a remedy if there is one.</param>
public sealed record MeasurementNote(MeasurementNoteCode Code, string Message)
{
    /// <summary>Code and message.</summary>
    public override string ToString() => $"{Code}: {Message}";
}
