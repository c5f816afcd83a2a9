using System.Collections.Concurrent;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>What an agent has sent and nobody has taken up yet, by the request it answers.</summary>
internal sealed class AgentInbox
{
    private const long Largest = 512L << 20;
    private readonly ConcurrentDictionary<long, Answers> _answers = new();
    private long _size;

    /// <summary>Lines of this id are kept from now on.</summary>
    /// <param name="id">The request's.</param>
    /// <param name="patience">How long one of them is waited for.</param>
    public void Expect(long id, TimeSpan patience) => _answers[id] = new Answers(patience);

    /// <summary>Answers that are kept.</summary>
    public int Count => _answers.Count;

    public TimeSpan PatienceOf(long id) => _answers.TryGetValue(id, out Answers? answers) ? answers.Patience : TimeSpan.Zero;

    /// <summary>The next line of an answer, null when none is there.</summary>
    public Reply? TryTake(long id)
    {
        if (!_answers.TryGetValue(id, out Answers? answers) || !answers.Lines.TryDequeue(out (Reply Reply, int Length) line))
        {
            return null;
        }

        Interlocked.Add(ref _size, -line.Length);
        return line.Reply;
    }

    /// <summary>Keeps a line; false when it answers nothing that is waited for.</summary>
    /// <exception cref="InvalidDataException">There is too much of it.</exception>
    public bool TryAdd(Reply reply, int length)
    {
        if (!_answers.TryGetValue(reply.Id, out Answers? answers))
        {
            return false;
        }

        answers.Lines.Enqueue((reply, length));
        return Interlocked.Add(ref _size, length) <= Largest ? true : throw new InvalidDataException($"it sent more than {Largest >> 20} MB that nobody has taken up");
    }

    /// <summary>What else comes under this id is not kept.</summary>
    public void Forget(long id)
    {
        if (_answers.TryRemove(id, out Answers? answers))
        {
            Interlocked.Add(ref _size, -answers.Lines.Sum(l => l.Length));
        }
    }

    /// <summary>What was asked before is over.</summary>
    public void Clear()
    {
        _answers.Clear();
        Interlocked.Exchange(ref _size, 0);
    }

    private sealed class Answers(TimeSpan patience)
    {
        public TimeSpan Patience => patience;

        public ConcurrentQueue<(Reply Reply, int Length)> Lines { get; } = new();
    }
}
