namespace UdpLab;

/// <summary>Slots of time that samples are sorted into.</summary>
/// <param name="Zero">When the first one begins, by the clock of the samples, in seconds.</param>
/// <param name="BeginSeconds">The same from the first packet.</param>
/// <param name="SlotSeconds">Length of each.</param>
/// <param name="Count">How many.</param>
internal sealed record SampleSlots(double Zero, double BeginSeconds, double SlotSeconds, int Count);
