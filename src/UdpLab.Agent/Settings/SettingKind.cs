using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>A kind of setting that is read and written as text.</summary>
internal abstract class SettingKind
{
    /// <summary>The first word of a setting's name.</summary>
    public abstract string Name { get; }

    /// <summary>Its value; null if the target does not have it.</summary>
    /// <param name="target">An interface, or "host".</param>
    /// <param name="which">The instance in the setting's name; empty for none.</param>
    public abstract string? Read(string target, string which);

    /// <summary>Why a target that lacks it now will have it again; null if it is gone for good.</summary>
    public virtual string? Absence(string target) => null;

    /// <summary>Sets it, and returns when that is done.</summary>
    public abstract void Write(string target, string which, string value);

    /// <summary>How long it may take until a written value can be read back; writing it again does no harm.</summary>
    protected virtual TimeSpan Patience => TimeSpan.Zero;

    /// <summary>Sets it and returns the value read back: the requested one, or whatever it is once the link is up and <see cref="Patience"/> is over.</summary>
    public string? WriteAndRead(string target, string which, string value, LinkWait links)
    {
        const int Pause = 20;
        long end = Clock.Monotonic + (long)Patience.TotalNanoseconds;
        while (true)
        {
            Write(target, which, value);
            links.Await(target);
            string? found = Read(target, which);
            if ((found is not null && Accepted(target, value, found)) || Clock.Monotonic >= end || links.Stopped)
            {
                return found;
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>For how long a value may be read that no longer is, or not yet: after a change that the kernel makes later.</summary>
    protected virtual TimeSpan Settling => TimeSpan.Zero;

    /// <summary>Reads until the value is an expected one, at most for <see cref="Settling"/>; returns the last one read.</summary>
    public string? ReadSettled(string target, string which, Func<string, bool> isExpected)
    {
        const int Pause = 5;
        long end = Clock.Monotonic + (long)Settling.TotalNanoseconds;
        while (true)
        {
            string? found = Read(target, which);
            if (found is null || isExpected(found) || Clock.Monotonic >= end)
            {
                return found;
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>Whether a value is the expected one. Some texts cover only a part, and some devices round.</summary>
    public virtual bool Matches(string expected, string found) => expected == found;

    /// <summary>Whether the device accepted what was written: the value read back may say more, or say it differently.</summary>
    public virtual bool Accepted(string target, string asked, string found) => Matches(asked, found);

    /// <summary>Whether it is still what a change was planned on.</summary>
    public virtual bool IsUnchanged(string before, string found) => Matches(before, found);

    /// <summary>Whether it may be the result of an interrupted change: partly before, partly after.</summary>
    public virtual bool IsBetween(string found, string before, string after) => Matches(before, found) || Matches(after, found);

    /// <summary>The part of a text that belongs to a change with this extent.</summary>
    public virtual string Part(string found, string named) => found;

    /// <summary>Why this value must not be written: it has a side effect that cannot be undone. Null if it may be written.</summary>
    public virtual string? Obstacle(string target, string which, string value) => null;

    /// <summary>The part of a text to show if a device did not accept the requested value.</summary>
    public virtual string Shown(string target, string asked, string found) => Part(found, asked);

    /// <summary>What to add to the error if a device did not accept a value.</summary>
    public virtual string Remedy => "";
}
