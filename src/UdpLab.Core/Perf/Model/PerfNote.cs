namespace UdpLab;

/// <summary>A limitation of a <see cref="PerfProfile"/> to know before relying on it.</summary>
/// <param name="Code">What it is about.</param>
/// <param name="Message">The text, with the remedy if there is one.</param>
public sealed record PerfNote(PerfNoteCode Code, string Message)
{
    /// <summary>Code and message.</summary>
    public override string ToString() => $"{Code}: {Message}";
}
