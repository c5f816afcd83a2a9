using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Settings;

/// <summary>A kind of setting that is read and written as text.</summary>
internal abstract class SettingKind
{
    /// <summary>The first word of a setting's name.</summary>
    public abstract string Name { get; }

    /// <summary>What it is; null when this target does not have it.</summary>
    /// <param name="target">An interface, or "host".</param>
    /// <param name="which">What stands behind the kind in the setting's name, empty for nothing.</param>
    public abstract string? Read(string target, string which);

    /// <summary>Why a target that has none now has it again later; null where it is gone for good.</summary>
    public virtual string? Absence(string target) => null;

    /// <summary>Makes it so, and returns when it is.</summary>
    public abstract void Write(string target, string which, string value);

    /// <summary>How long it may take until what was written can be read; writing it again does no harm.</summary>
    protected virtual TimeSpan Patience => TimeSpan.Zero;

    /// <summary>Makes it so and gives what reads back: as asked, or what still stands there when the link is up and <see cref="Patience"/> is over.</summary>
    public string? WriteAndRead(string target, string which, string value, LinkWait links)
    {
        const int Pause = 20;
        long end = Clock.Monotonic + (long)Patience.TotalNanoseconds;
        while (true)
        {
            Write(target, which, value);
            links.Await(target);
            string? found = Read(target, which);
            if ((found is not null && Took(target, value, found)) || Clock.Monotonic >= end || links.Stopped)
            {
                return found;
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>What was found is what was expected. Some texts name only a part, and some devices round.</summary>
    public virtual bool Matches(string expected, string found) => expected == found;

    /// <summary>The device took what was written: what is read back may say more, or otherwise, than what was asked.</summary>
    public virtual bool Took(string target, string asked, string found) => Matches(asked, found);

    /// <summary>It is still what a change was planned on.</summary>
    public virtual bool IsStill(string before, string found) => Matches(before, found);

    /// <summary>As a change that ended in the middle may have left it: partly before, partly after.</summary>
    public virtual bool IsBetween(string found, string before, string after) => Matches(before, found) || Matches(after, found);

    /// <summary>What of a text belongs to a change that named this much.</summary>
    public virtual string Part(string found, string named) => found;

    /// <summary>Why this value must not be written: it has a side effect that cannot be undone. Null if it may be written.</summary>
    public virtual string? Obstacle(string target, string which, string value) => null;

    /// <summary>What of a text to show where a device did not take what was asked.</summary>
    public virtual string Shown(string target, string asked, string found) => Part(found, asked);

    /// <summary>What else to say when a device did not take it.</summary>
    public virtual string Remedy => "";
}
