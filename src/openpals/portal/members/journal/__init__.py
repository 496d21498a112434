"""The member's journal: answers, symptoms, treatments, measurements, feelings and notes, each with its history."""
