using System.Text;

namespace UdpLab.Tests;

/// <summary>Lines that are written while the next ones are made.</summary>
public sealed class JsonResultFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>An object that cannot be written costs itself only, also where the line before it is still being written.</summary>
    [Fact]
    public void AnObjectThatCannotBeWrittenCostsNoOther()
    {
        string path = Path.Combine(_folder.Path, "x.jsonl");
        RateStep[] steps = [.. Enumerable.Range(0, 400).Select(i => new RateStep { RatePps = i, Sent = i })];
        using (JsonResultFile file = new(path, append: false, CancellationToken.None))
        {
            foreach (RateStep step in steps)
            {
                file.Add(step);
                Assert.ThrowsAny<Exception>(() => file.Add(new SweepOutput { Value = new Unwritable() }));
            }

            file.Complete();
        }

        Assert.Equal(steps.Select(step => Encoding.UTF8.GetString(ResultLine.Of(step)).TrimEnd('\n')), File.ReadLines(path));
    }

    private sealed class Unwritable
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
