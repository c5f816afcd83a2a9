using System.Runtime.InteropServices;

namespace UdpLab;

/// <summary>When the samples of a profile were taken, one row a sample. Of too many it keeps none, so that memory stays bounded.</summary>
internal sealed class SampleTimes
{
    /// <summary>Samples whose times are kept: 16 MB.</summary>
    public const int Most = 1 << 20;

    private readonly List<SampleTime> _rows = [];

    /// <summary>There were too many.</summary>
    public bool IsOver { get; private set; }

    public ReadOnlySpan<SampleTime> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>Adds a sample; one without a time has no place here.</summary>
    public void Add(double seconds, int cpu, int stack)
    {
        if (IsOver || double.IsNaN(seconds))
        {
            return;
        }

        if (_rows.Count == Most)
        {
            GiveUp();
            return;
        }

        _rows.Add(new SampleTime(seconds, cpu, stack));
    }

    /// <summary>Adds what another part of the text has.</summary>
    /// <param name="other">Its times.</param>
    /// <param name="stacks">The numbers here of its stacks.</param>
    public void Merge(SampleTimes other, int[] stacks)
    {
        if (other.IsOver)
        {
            GiveUp();
            return;
        }

        foreach (SampleTime row in other.Rows)
        {
            Add(row.Seconds, row.Cpu, stacks[row.Stack]);
        }
    }

    private void GiveUp()
    {
        IsOver = true;
        _rows.Clear();
        _rows.TrimExcess();
    }
}

/// <summary>When and where a sample was taken.</summary>
/// <param name="Seconds">By the clock of the source.</param>
/// <param name="Cpu">The CPU; -1 if the source does not say.</param>
/// <param name="Stack">The number of its chain.</param>
internal readonly record struct SampleTime(double Seconds, int Cpu, int Stack);
